import { parseClient } from '../../../src/diagnose/journey/client.ts'
import { journeyOf } from '../../../src/diagnose/journey/journey.ts'
import { parseTarget } from '../../../src/diagnose/journey/target.ts'
import { foldOf } from '../../../src/diagnose/journey/verdict.ts'
import type { World } from '../../../src/world/world.ts'

export type Check = (holds: boolean, text: () => string) => void

/** The verdict of a trace, without its hops. */
export interface Spoken {
  readonly status: 'works' | 'degraded' | 'broken' | 'undecided'
  readonly hop: string | undefined
  readonly cause: string | undefined
  readonly grounds: string | undefined
  readonly summary: string
}

interface Question {
  readonly target: string
  readonly from?: string
  readonly namespace?: string
}

/** What a trace comes to, without its hops; several comparisons ask the same. */
export function verdictOf(world: World, question: Question): Spoken {
  const known = world.derived(verdicts)
  const key = `${question.target} ${question.from} ${question.namespace}`
  const spoken = known.get(key) ?? ask(world, question)
  known.set(key, spoken)
  return spoken
}

function verdicts(): Map<string, Spoken> {
  return new Map()
}

function ask(world: World, { target: text, from = '', namespace = 'shop' }: Question): Spoken {
  const target = parseTarget(text)
  const client = parseClient(from === '' ? undefined : from)
  if (target === undefined || client === undefined) throw new Error(`not a question: ${text} from ${from}`)
  const { status, end, grounds, summary } = foldOf(journeyOf(world, { target, from: client, namespace }))
  return { status, hop: end?.stage, cause: end?.cause, grounds, summary }
}

export function wordsOf({ status, hop, summary }: Spoken): string {
  return `${status} at ${hop ?? '-'} (${summary.slice(0, 120)})`
}
