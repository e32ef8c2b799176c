import { inNamespace, kubectl } from '../../text/shell.ts'
import type { Kind } from '../../world/kinds.ts'
import { nearNames, nearWords } from '../names.ts'
import { refusedBy } from './end-parts.ts'
import type { End } from './model.ts'
import type { Worlds } from './worlds.ts'

interface Named {
  readonly kind: Kind
  readonly name: string
  readonly namespace: string
}

/** Where the way ends for want of the object, and how `kubectl get` calls its kind. */
interface Missed {
  readonly outcome: End['outcome']
  readonly stage: End['stage']
  readonly listed: string
}

/** There is no such object, in sight or at all: what may be meant, and the command that shows those that there are. */
export function missingObject(
  { closed, open }: Worlds,
  { kind, name, namespace }: Named,
  { outcome, stage, listed }: Missed,
): End {
  const doubt = open.doubt([kind], namespace)
  const near = nearWords(nearNames(closed, kind, { namespace, name }))
  return {
    outcome: doubt === undefined ? outcome : 'unknown',
    stage,
    because: `there is no ${kind} ${namespace}/${name}${doubt === undefined ? '' : ` here, but ${doubt.because}`}${near === undefined ? '' : `; ${near}`}`,
    ...(doubt === undefined ? {} : refusedBy(doubt)),
    confirm: kubectl('get', listed, ...inNamespace(namespace)),
  }
}

/** The name leads to a Service that is not there. */
export function serviceMissing(worlds: Worlds, service: Omit<Named, 'kind'>): End {
  const missed = { outcome: 'no-name', stage: 'name', listed: 'services' } as const
  return missingObject(worlds, { kind: 'Service', ...service }, missed)
}
