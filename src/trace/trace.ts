import { parseClient } from '../diagnose/journey/client.ts'
import { journeyOf } from '../diagnose/journey/journey.ts'
import type { Destination, Journey } from '../diagnose/journey/model.ts'
import type { Observation } from '../diagnose/journey/observation.ts'
import { parseTarget } from '../diagnose/journey/target.ts'
import { foldOf, type Fold } from '../diagnose/journey/verdict.ts'
import { inNamespace, kubectl } from '../text/shell.ts'
import { quote } from '../text/wording.ts'
import { defined } from '../world/defined.ts'
import { idOf } from '../world/resource.ts'
import type { World } from '../world/world.ts'
import { repairOf } from './repair.ts'
import { hopIdOf, hopsOf } from './hops.ts'
import type { ProbeReport } from '../diagnose/probe-report.ts'
import type { Question, Trace, Verdict } from './model.ts'

/**
 * Follows one request through the World, hop by hop, to where it ends.
 * In: a World, and a question whose target and client are understood by `parseTarget` and `parseClient`. Out: every hop with its answer and
 * evidence, and the verdict: `works` on its grounds, `degraded` where part of the endpoints answer, `broken` at a hop, or `undecided`
 * because something that decides is not known. Throws nothing; what cannot be read is `undecided`.
 */
export function trace(world: World, question: Question): Trace {
  const journey = journeyFor(world, question)
  return journey === undefined ? unreadable(question) : traceOf(question, journey)
}

/** The journey of a question; undefined where its target or its client is not understood. */
export function journeyFor(world: World, question: Question): Journey | undefined {
  const target = parseTarget(question.target)
  const from = parseClient(question.from)
  if (target === undefined || from === undefined) return undefined
  return journeyOf(world, { target, from, namespace: question.namespace })
}

/** What was seen of a journey, and how that went. */
export interface Probed {
  /** With what was seen in the place of what was predicted. */
  readonly journey: Journey
  readonly observations: readonly Observation[]
  readonly report: ProbeReport
}

/** A journey as a trace; one that a probe has looked at comes with what it saw. */
export function traceOf(question: Question, journey: Journey, probed?: Omit<Probed, 'journey'>): Trace {
  const fold = foldOf(journey)
  const { caller } = journey
  const { remedy, confirm } = fold.end ?? {}
  return {
    question,
    client: {
      namespace: caller?.namespace ?? question.namespace,
      ...(caller?.resource === undefined ? {} : { resource: idOf(caller.resource) }),
    },
    verdict: verdictOf(fold),
    assumptions: fold.assumes,
    hops: hopsOf(journey, probed?.observations),
    ...(remedy === undefined ? {} : { repair: repairOf(remedy) }),
    ...defined({ confirm: confirm ?? confirmation(journey, fold), probe: probed?.report }),
  }
}

function unreadable(question: Question): Trace {
  const isTarget = parseTarget(question.target) === undefined
  const text = isTarget
    ? `${quote(question.target)} is not a valid target`
    : `${quote(question.from ?? '')} is not a valid client`
  return {
    question,
    client: { namespace: question.namespace },
    verdict: { status: 'undecided', hop: isTarget ? 'name' : 'client', summary: text },
    assumptions: [],
    hops: [],
  }
}

function verdictOf({ status, end, grounds, summary }: Fold): Verdict {
  return {
    status,
    ...defined({ grounds }),
    ...(end === undefined ? {} : { hop: hopIdOf(end.stage), ...defined({ cause: end.cause }) }),
    summary,
  }
}

/** What shows more: of a path that works on less than a probe the command that proves it. */
function confirmation(journey: Journey, fold: Fold): string | undefined {
  if (fold.status === 'works') return proof(journey, fold)
  const [service] = journey.legs.flatMap((leg) => leg.service ?? [])
  if (service === undefined) return kubectl('get', 'services', '-A')
  return kubectl('describe', 'service', service.name, ...inNamespace(service.namespace ?? 'default'))
}

function proof({ call, legs, caller }: Journey, { grounds, fine }: Fold): string | undefined {
  if (grounds === 'probed' || grounds === 'observed') return undefined
  const { podSource, port } = fine ?? {}
  if (podSource?.pod?.manifest.status !== undefined && port !== undefined)
    return kubectl(
      'port-forward',
      ...inNamespace(podSource.namespace),
      `pod/${podSource.resource.name}`,
      `:${port}`,
    )
  const leg = legs.find((each) => each.service !== undefined && each.port !== undefined)
  if (leg?.service === undefined) return undefined
  const host = hostOf(call, leg.to) ?? `${leg.service.name}.${leg.service.namespace ?? ''}`
  const oneShot = ['-it', '--rm', '--restart=Never', '--image=busybox', '--']
  const where = inNamespace(caller?.namespace ?? 'default')
  return kubectl('run', 'probe', ...where, ...oneShot, 'nc', '-zvw', '3', host, String(leg.port ?? ''))
}

/** The name of one pod, where that is what was called. */
function hostOf({ target }: Journey['call'], { one }: Destination): string | undefined {
  return one === true ? target.host : undefined
}
