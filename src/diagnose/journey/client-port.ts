import { serviceNamesFor } from '../../kube/dns/service-name.ts'
import { clientReferencesOf } from '../../kube/references/clients.ts'
import type { World } from '../../world/world.ts'
import type { Call, Caller, Field } from './model.ts'
import type { Protocol } from '../../world/types/manifest.ts'

/** The port on which a client calls a Service by its own settings, and where they say so. */
export interface ClientPort {
  readonly port: number
  readonly protocol: Protocol
  readonly from: Field
  readonly text: string
}

/** What the client's own texts say of the port, when the target names none; of the very Service that the target means. */
export function clientPort(world: World, call: Call, caller: Caller): ClientPort | undefined {
  const { target } = call
  const { resource } = caller
  if (resource === undefined || target.port !== undefined) return undefined
  const [wanted] =
    target.service === undefined
      ? serviceNamesFor(world, target.host ?? '', caller.namespace)
      : serviceNamesFor(world, target.service, target.namespace ?? call.namespace)
  if (wanted === undefined) return undefined
  for (const { path, mention } of clientReferencesOf(world, resource)) {
    const [named] = serviceNamesFor(world, mention.host, caller.namespace)
    if (named?.name !== wanted.name || named.namespace !== wanted.namespace || mention.port === undefined)
      continue
    return { port: mention.port, protocol: mention.protocol, from: { resource, path }, text: mention.text }
  }
  return undefined
}
