import type { PodSource } from '../../kube/workload/pod-source.ts'
import type { ConnectionEnd as Sender } from '../../kube/policy/ends.ts'
import { meshRuling } from '../mesh-security.ts'
import type { End } from './model.ts'
import type { Worlds } from './worlds.ts'

/** What the proxy of a mesh in front of a pod makes of those who send: where all of them are refused, that is the end. */
export function guardedEnd(
  { worlds, senders }: { readonly worlds: Worlds; readonly senders: readonly Sender[] },
  to: PodSource | undefined,
  port: number | undefined,
): { readonly end?: End; readonly assumes: readonly string[] } {
  if (to === undefined) return { assumes: [] }
  const rulings = senders.map((from) => meshRuling(worlds.closed, { from, to, port }))
  const known = rulings.filter((ruling) => ruling !== undefined)
  const assumes = known.flatMap(({ is, because }) => (is === 'passes' ? [because] : []))
  const stopped = known.filter(({ is }) => is !== 'passes')
  const [first] = stopped
  if (first === undefined) return { assumes }
  const isCertain = stopped.length === senders.length && stopped.every(({ is }) => is !== 'unknown')
  const { by, because, is } = first
  const end = { stage: 'pod', because, fields: [{ resource: by, path: ['spec'] }] } as const
  return {
    assumes,
    end: { ...end, outcome: isCertain && is !== 'passes' ? is : 'unknown' },
  }
}
