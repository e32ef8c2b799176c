import { editService } from '../../author/edit/edit-service.ts'
import { mergePorts } from '../../author/edit/merge-ports.ts'
import type { Intent } from '../../author/intent.ts'
import type { Service } from '../../world/types/manifest.ts'
import type { NewFlags } from './flags.ts'
import { readIdentity } from './identity-flags.ts'
import { findObject } from './into-file.ts'
import type { NewArgs } from './read-intent.ts'

/** What of an intent was asked for, by flags or by a workload: the rest is a default, and gives way to what a file says. */
export interface AskedIntent {
  readonly args: NewArgs
  readonly flags: NewFlags
  readonly isFromWorkload: boolean
  readonly selectorSaid: boolean
}

/** The Service of `--into FILE` that has the name and namespace of an intent; undefined where the file has none. */
export async function existingService(
  { name, namespace }: Intent,
  file: string,
): Promise<Service | undefined> {
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) }
  return (await findObject(file, { apiVersion: 'v1', kind: 'Service', metadata })) as Service | undefined
}

/** An existing Service with what was asked for; what was not stays as it is. Throws SvcError `usage` as `newService`. */
export function ontoExisting(
  old: Service,
  { name: _name, namespace: _namespace, ...intent }: Intent,
  { args, flags, isFromWorkload, selectorSaid }: AskedIntent,
): Service {
  const { type, selector, ports, ...wishes } = intent
  const typeSaid = readIdentity(args, flags).type !== undefined || isFromWorkload || type === 'headless'
  return editService(
    old,
    {
      ...wishes,
      ...(typeSaid ? { type } : {}),
      ...(selectorSaid && selector !== undefined ? { selector } : {}),
      ...(ports.length === 0 ? {} : { ports: mergePorts(old.spec?.ports ?? [], ports) }),
    },
    flags['kubernetes-version'],
  ).service
}
