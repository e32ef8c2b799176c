import type { Journey } from '../../diagnose/journey/model.ts'
import { observe } from '../../diagnose/journey/observed.ts'
import type { Observation } from '../../diagnose/journey/observation.ts'
import type { ProbeReport } from '../../diagnose/probe-report.ts'
import type { Wire } from '../../sources/cluster/wire.ts'
import type { Probed } from '../../trace/trace.ts'
import { metByProxy } from '../met-by-proxy.ts'
import type { EndpointPlace, Plan, ProbeStep } from '../plan.ts'
import { distinctRights, rightText } from '../rights.ts'
import { lookFromClient } from './client.ts'
import { lookFromAddedContainer, lookFromNewPod } from './created-client.ts'
import { askDnsServer } from './dns.ts'
import { lookAtEndpoint, metText, type EndpointSteps } from './endpoint.ts'
import { isNoAnswer, limits, notDone, type Given, type StepResult, type Looking } from './looking.ts'
import { refusalOfRight } from './review.ts'

/** What a plan came to. */
export interface LookedAll {
  readonly observations: readonly Observation[]
  readonly report: ProbeReport
}

/** Looks at what a journey leads through, and puts what was seen in the place of what was predicted. Throws nothing of what a step comes to. */
export async function runPlan(
  { journey, ...asked }: { readonly wire: Wire; readonly plan: Plan; readonly journey: Journey },
  given: Given,
): Promise<Probed> {
  const { observations, report } = await lookAll(asked, given)
  return { ...observe(journey, observations), report }
}

/**
 * Does what a plan says, as far as the API server grants it: rights first, then all steps at once, of endpoints a few at a time, each
 * within its own limit. In: an open cluster, a plan, the clock. Out: what was seen, and what was left out. Throws nothing of what a step
 * comes to.
 */
export async function lookAll(
  { wire, plan }: { readonly wire: Wire; readonly plan: Plan },
  given: Given,
): Promise<LookedAll> {
  const left: string[] = []
  const looking: Looking = { wire, plan, ...given, leave: (what) => left.push(what) }
  const refused = await refusals(wire, plan)
  const isAllowed = ({ rights }: ProbeStep) => rights.every((right) => !refused.has(rightText(right)))
  const allowed = plan.steps.filter(isAllowed)
  const results = await Promise.all([
    lookAtEndpoints(looking, endpointsOf(allowed), given.onEndpoint),
    ...allowed.map((step) => lookAt(looking, step)),
  ])
  const denied = plan.steps
    .filter((step) => !isAllowed(step))
    .map(({ step, rights }) => {
      const lacking = rights.filter((right) => refused.has(rightText(right)))
      const because = [...new Set(lacking.map((right) => refused.get(rightText(right)) ?? ''))].join('; ')
      return { step, because, rights: lacking }
    })
  return {
    observations: results.flatMap(({ observations }) => observations),
    report: {
      requests: wire.requests(),
      seconds: given.elapsed(),
      leftOut: [...denied, ...plan.leftOut, ...results.flatMap(({ leftOut = [] }) => leftOut)],
      ...(left.length === 0 ? {} : { leftBehind: left }),
    },
  }
}

// a few: a kubelet and an API server serve others, too
const endpointsAtOnce = 5

async function lookAtEndpoints(
  looking: Looking,
  endpoints: readonly EndpointSteps[],
  onEndpoint: Given['onEndpoint'],
): Promise<StepResult> {
  const waiting = [...endpoints]
  const looked: StepResult[] = []
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (looking.stopped.aborted) return
      looked.push(await lookAtEndpoint(looking, next))
      onEndpoint?.(looked.length, endpoints.length)
    }
  }
  await Promise.all(Array.from({ length: endpointsAtOnce }, work))
  return {
    observations: looked.flatMap(({ observations }) => observations),
    leftOut: looked.flatMap(({ leftOut = [] }) => leftOut),
  }
}

/** The rights that are not granted, or of which the API server does not say so in time, each with a clause. */
async function refusals(wire: Wire, plan: Plan): Promise<ReadonlyMap<string, string>> {
  const asked = distinctRights(plan.steps).map(async (right) => {
    const because = await refusalOfRight(wire, right)
    return because === undefined ? [] : [[rightText(right), because] as const]
  })
  return new Map((await Promise.all(asked)).flat())
}

function endpointsOf(steps: readonly ProbeStep[]): EndpointSteps[] {
  const found = new Map<EndpointPlace, EndpointSteps['steps'][number][]>()
  for (const step of steps)
    if (step.kind === 'pod-proxy' || step.kind === 'inside' || step.kind === 'listeners')
      found.set(step.endpoint, [...(found.get(step.endpoint) ?? []), step])
  return [...found].map(([endpoint, own]) => ({ endpoint, steps: own }))
}

async function lookAt(looking: Looking, step: ProbeStep): Promise<StepResult> {
  if (step.kind === 'dns') return askDnsServer(looking, step)
  if (step.kind === 'service-proxy') return askService(looking, step)
  if (step.kind !== 'client') return { observations: [] }
  if (step.how === 'pod') return lookFromNewPod(looking, step)
  return step.how === 'debug' ? lookFromAddedContainer(looking, step) : lookFromClient(looking, step)
}

async function askService(
  { wire, now }: Looking,
  step: Extract<ProbeStep, { kind: 'service-proxy' }>,
): Promise<StepResult> {
  const { namespace, service, port, scheme, command } = step
  const path = `/api/v1/namespaces/${namespace}/services/${scheme}:${service}:${port}/proxy/`
  const answer = await wire.ask({ method: 'GET', path, limitMs: limits.proxy })
  if (isNoAnswer(answer) && answer.failed !== 'time-out') return notDone(step, answer.because)
  const met = isNoAnswer(answer)
    ? ({ outcome: 'time-out', because: answer.because } as const)
    : metByProxy(answer)
  const to = `Service ${namespace}/${service}:${port}`
  return {
    observations: [
      {
        stage: 'endpoints',
        vantage: 'the API server',
        time: now(),
        command,
        proves: `${to} ${metText(met)}`,
        saw: { is: 'connection', from: 'api-server', to, met },
      },
    ],
  }
}
