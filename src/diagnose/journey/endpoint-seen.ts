import type { End, Way } from './model.ts'
import { endpointText, type Met } from './observation.ts'
import { programSeen, type ServedSeen, type Sight } from './served-observed.ts'

/** Whether a connection came about, whatever was said over it. */
export function connects({ outcome }: Met): boolean {
  return outcome === 'answered' || outcome === 'open' || outcome === 'silent' || outcome === 'closed'
}

/**
 * The end at one endpoint as it was seen, in the place of what was predicted; undefined where nothing seen decides. What the client meets
 * outweighs what the API server meets, whose way is another one; what is predicted of the client's way stays where only the API server
 * looked.
 */
export function endSeen(way: Way, sight: Sight): End | undefined {
  const predicted = way.end
  const program = programSeen(sight)
  const seen =
    sight.client === undefined ? byServerAlone(predicted, program, sight) : byClient(way, sight, program)
  if (seen === undefined) return undefined
  const { cause, remedy, fields, reasons } = predicted
  const isSame = isGood(seen) === isGood(predicted)
  const kept = isSame && seen.stage === predicted.stage ? { cause, remedy, reasons } : {}
  return {
    ...withoutAbsent({ fields, ...kept }),
    ...seen,
    because:
      isSame || predicted.outcome === 'unknown' || seen.outcome === 'unknown'
        ? seen.because
        : `${seen.because}; predicted otherwise: ${predicted.because}`,
  }
}

function withoutAbsent<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}

function isGood({ outcome, doubtful }: Pick<End, 'outcome' | 'doubtful'>): boolean {
  return outcome === 'reached' && doubtful !== true
}

function byServerAlone(predicted: End, program: ServedSeen | undefined, { inside }: Sight): End | undefined {
  const isBefore = predicted.stage !== 'pod' && predicted.stage !== 'port'
  if (program === undefined || (isBefore && predicted.outcome !== 'reached')) return undefined
  // the kubelet's probe gets there: what the API server meets on its own way is not of the pod
  const isOfTheWay =
    program.stage === 'policy-ingress' ||
    (inside !== undefined && connects(inside) && program.outcome === 'refused')
  return predicted.grounds === 'probed' && isOfTheWay && inside?.speech !== undefined ? undefined : program
}

function byClient(way: Way, sight: Sight, program: ServedSeen | undefined): End | undefined {
  const { client, address, port } = sight
  if (client === undefined) return undefined
  const { who, met } = client
  const place = endpointText(address, port, sight.protocol)
  if (met.outcome === 'unclear') return byServerAlone(way.end, program, sight)
  const isFailing = program !== undefined && program.outcome !== 'reached' && program.stage === 'port'
  const failing = isFailing && !isUnsure(program) ? program : undefined
  if (connects(met)) return failing ?? connected(`${who} ${gets(met)} ${place}`, program)
  const how = met.outcome === 'refused' ? 'is refused at' : 'gets no answer from'
  if (failing?.outcome === 'refused')
    return { ...failing, because: `${failing.because}; ${who} ${how} ${place}` }
  if (program?.outcome === 'reached' || met.outcome !== 'refused')
    return onTheWay(way, { who, how, place }, sight)
  return {
    outcome: 'refused',
    stage: 'port',
    because: `${who} is refused at ${place}: no program listens there`,
  }
}

/** Over UDP it is no connection that is proof, but an answer. */
function gets({ speech }: Met): string {
  return speech?.protocol === 'DNS' ? 'gets an answer of DNS from' : 'connects to'
}

function connected(because: string, program: ServedSeen | undefined): End {
  const said = program?.outcome === 'reached' ? `; ${program.because}` : ''
  return { outcome: 'reached', stage: 'port', grounds: 'observed', because: `${because}${said}` }
}

function isUnsure({ outcome, doubtful }: ServedSeen): boolean {
  return outcome === 'unknown' || doubtful === true
}

/** Lost between client and program: by a policy where one says so, else by something that no object shows. */
function onTheWay(
  { end }: Way,
  { who, how, place }: { readonly who: string; readonly how: string; readonly place: string },
  { api, inside, client }: Sight,
): End {
  const outcome = client?.met.outcome === 'refused' ? ('refused' as const) : ('dropped' as const)
  const isPolicy = end.stage === 'policy-egress' || end.stage === 'policy-ingress'
  if (isPolicy && end.outcome !== 'reached' && end.outcome !== 'unknown')
    return { ...end, because: `${who} ${how} ${place}, as predicted: ${end.because}` }
  const listens =
    api !== undefined && connects(api)
      ? ', though the API server gets there'
      : inside !== undefined && connects(inside)
        ? ', though a program answers inside of the pod'
        : ''
  return {
    outcome,
    stage: 'policy-ingress',
    because: `${who} ${how} ${place}${listens}; no NetworkPolicy that was read denies it: the network plugin, a firewall, or a policy that svc does not evaluate ${outcome === 'refused' ? 'rejects it' : 'drops the packets'}`,
  }
}
