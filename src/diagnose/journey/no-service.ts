import { nearest } from '../../text/nearest.ts'
import { inNamespace, kubectl } from '../../text/shell.ts'
import { quote } from '../../text/wording.ts'
import { namespacesWith } from '../names.ts'
import type { Calling } from './calling.ts'
import type { End } from './model.ts'

/** There is no such Service: in sight, or at all. */
export function serviceMissing(
  { worlds }: Pick<Calling, 'worlds'>,
  { name, namespace }: { name: string; namespace: string },
): End {
  const [meant] = nearest(
    name,
    worlds.closed.all('Service', namespace).map((each) => each.name),
  )
  const doubt = worlds.open.doubt(['Service'], namespace)
  const [elsewhere] = namespacesWith(worlds.closed, 'Service', name)
  const hint =
    meant !== undefined
      ? `; did you mean ${quote(meant)}?`
      : elsewhere === undefined
        ? ''
        : `; namespace ${quote(elsewhere)} has one`
  return {
    outcome: doubt === undefined ? 'no-name' : 'unknown',
    stage: 'name',
    because: `there is no Service ${namespace}/${name}${doubt === undefined ? '' : ` here, but ${doubt.because}`}${hint}`,
    ...(doubt === undefined || doubt.state === 'partial' ? {} : { refused: true as const }),
    confirm: kubectl('get', 'services', ...inNamespace(namespace)),
  }
}
