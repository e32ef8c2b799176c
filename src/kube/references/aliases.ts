import type { Service } from '../../world/types/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { typeOf } from '../core/defaults.ts'
import { namesIn } from '../dns/service-name.ts'
import { clusterDomainOf } from '../dns/cluster-domain.ts'
import { pieceAt } from '../../text/piece.ts'
import type { ServiceReference } from './reference.ts'

/** The Service of this cluster that an alias (ExternalName) is another name for; a name outside of the cluster is none. */
export function aliasReferences(from: Resource<Service>, world: World): ServiceReference[] {
  const host = from.manifest.spec?.externalName
  if (typeOf(from.manifest) !== 'ExternalName' || !host) return []
  // CoreDNS answers with the name as it is: nothing is completed
  const [meant] = namesIn(host, '', clusterDomainOf(world).domain)
  if (meant?.certain !== true || !host.toLowerCase().replace(/\.$/, '').includes('.svc.')) return []
  const { namespace, name } = meant
  const piece = pieceAt(host, name, Math.max(0, host.toLowerCase().lastIndexOf(`${name}.${namespace}.svc.`)))
  return [{ kind: 'alias', from, path: ['spec', 'externalName'], namespace, name, piece, via: host }]
}
