import { possibleSenders, sendersBehind, type RequestController } from '../../kube/policy/senders.ts'
import type { ConnectionEnd as PolicyEnd } from '../../kube/policy/ends.ts'
import { nameOf } from '../../world/resource.ts'
import { joinList } from '../../text/wording.ts'
import type { SendersSeen } from './model.ts'
import type { Worlds } from './worlds.ts'

/** The pods that send what an Ingress or a Gateway took in; where they are not known, all that could be. */
export interface Controllers {
  readonly ends: readonly PolicyEnd[]
  /** It is not known which of them. */
  readonly anyOfThem?: true
  readonly senders: SendersSeen
}

/** Behind an Ingress or a Gateway the pods of its controller send the request. */
export function controllersOf({ closed }: Worlds, entryPoint: RequestController): Controllers {
  const senders = sendersBehind(closed, entryPoint)
  if ('unknown' in senders) {
    const ends = possibleSenders(closed, `the controller of ${nameOf(entryPoint.resource)}`)
    return {
      ends,
      anyOfThem: true,
      senders: { text: `which pods send is not known (${senders.unknown})`, known: false, fields: [] },
    }
  }
  const who = joinList([...new Set(senders.ends.map(({ text }) => text))], 3)
  const text = `${who} ${senders.ends.length === 1 ? 'sends' : 'send'} (${senders.because})`
  const fields = senders.evidence.slice(0, 1)
  return { ends: senders.ends, senders: { text, known: true, fields } }
}
