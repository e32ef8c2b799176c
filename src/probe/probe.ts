import type { Journey } from '../diagnose/journey/model.ts'
import type { PlannedStep } from '../diagnose/probe-report.ts'
import type { Probed } from '../trace/trace.ts'
import type { World } from '../world/world.ts'
import { planOf } from './make-plan.ts'
import type { How, Plan } from './plan.ts'

/** What `--probe=plan` shows of a journey: what would be done, and nothing else. */
export function plannedOf(world: World, journey: Journey): Probed {
  const plan = planOf(world, journey, 'live')
  return { journey, observations: [], report: { plan: plan.steps.map(shown), leftOut: plan.leftOut } }
}

/** The plan of a probe that is carried out. */
export function planFor(world: World, journey: Journey, how: How): Plan {
  return planOf(world, journey, how)
}

function shown({ step, proves, command, rights }: PlannedStep): PlannedStep {
  return { step, proves, command, rights }
}
