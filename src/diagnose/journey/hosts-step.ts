import { normalName } from '../../kube/dns/name.ts'
import { resolveService } from '../../kube/dns/service-name.ts'
import { ownerOfAddress } from '../../kube/proxy/owner.ts'
import { addressesOf } from '../../kube/references/host-aliases.ts'
import { joinList } from '../../text/wording.ts'
import { defined } from '../../world/defined.ts'
import { nameOf } from '../../world/resource.ts'
import { unpinning } from '../host-alias-fix.ts'
import type { Calling, NameAnswer } from './calling.ts'
import { isLoopback, loopbackStep } from './loopback-step.ts'
import type { Caller, Field, Remedy } from './model.ts'

/** A name that the pod's own /etc/hosts has: that counts before any server is asked. */
export function byHosts(calling: Calling, host: string, [address = '']: readonly string[]): NameAnswer {
  if (isLoopback(address)) return loopbackStep(calling, host)
  const { worlds, caller, call, port } = calling
  const { fields, remedy } = entryOf(caller, host)
  const asked = { address, protocol: call.target.protocol, anyProtocol: true, ...defined({ port }) }
  const owner = ownerOfAddress(worlds.closed, asked)
  const service = resolveService(worlds.closed, host, caller.namespace)
  const because = `/etc/hosts of the client says ${address}`
  const own = service === undefined ? [] : addressesOf(service)
  // an alias, and a Service that has no address yet, may have any
  if (owner !== undefined || service === undefined || own.length === 0)
    return { step: { because: `${host}: ${because}`, fields, to: [{ address }], fromHosts: true } }
  return {
    end: {
      outcome: 'no-route',
      stage: 'name',
      because: `${because} for ${host}, which neither a Service nor a pod has; ${nameOf(service)} has ${joinList(own)}`,
      cause: 'host-alias-shadows-service',
      fields: [...fields, { resource: service, path: ['spec', 'clusterIP'] }],
      ...defined({ remedy }),
      ...(worlds.open === worlds.closed
        ? {}
        : { assumes: [`no Service and no pod with the address ${address}`] }),
    },
  }
}

/** The entry of `hostAliases` that has the name, and how it is taken out. */
function entryOf(
  { podSource }: Caller,
  host: string,
): { readonly fields: readonly Field[]; readonly remedy?: Remedy } {
  if (podSource === undefined) return { fields: [] }
  const { resource, path, spec } = podSource
  const isHost = (name: string) => normalName(name) === normalName(host)
  const aliases = spec.hostAliases ?? []
  const index = aliases.findIndex(({ hostnames = [] }) => hostnames.some(isHost))
  if (index === -1) return { fields: [] }
  const at = [...path, 'spec', 'hostAliases', index]
  const name = (aliases[index]?.hostnames ?? []).findIndex(isHost)
  return { fields: [{ resource, path: at }], ...defined({ remedy: unpinning(resource, at, name) }) }
}
