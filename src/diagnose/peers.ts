import { typeOf } from '../kube/core/defaults.ts'
import type { Candidate } from '../kube/endpointslice/candidates.ts'
import type { FieldPath } from '../world/place.ts'
import type { Resource } from '../world/resource.ts'
import type { Service } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'
import { proposed, setting, type Fix } from './fix.ts'
import { ownerOf } from '../kube/workload/owner.ts'
import { clientReferencesOf } from '../kube/references/clients.ts'

/** Where a pod names one of its peers. */
export interface PeerMention {
  readonly resource: Resource
  readonly at: FieldPath
  readonly text: string
}

/**
 * Pods that look each other up by the names which a headless Service gives them, and are not ready before they have found each
 * other: DNS leaves out what is not ready, so they never do. Out: where the first of them names a peer; undefined where that is
 * not what keeps them.
 */
export function peersWaiting(
  world: World,
  service: Resource<Service>,
  pods: readonly Candidate[],
): PeerMention | undefined {
  const { spec } = service.manifest
  if (typeOf(service.manifest) !== 'Headless' || spec?.publishNotReadyAddresses === true) return undefined
  const names = new Set(pods.map(({ podSource }) => podSource.resource.name))
  for (const { podSource } of pods) {
    // a pod says nothing that its workload does not say
    const resource = ownerOf(world, podSource.resource)?.resource ?? podSource.resource
    const found = clientReferencesOf(world, resource).find(({ mention }) => {
      const [pod = '', owner] = mention.host.split('.')
      return names.has(pod) && owner === service.name
    })
    if (found !== undefined) return { resource, at: found.path, text: found.mention.host }
  }
  return undefined
}

/** The fix after which such pods find each other: DNS answers before they are ready. */
export function publishing(service: Resource<Service>): Fix {
  return proposed(setting(service, ['spec', 'publishNotReadyAddresses'], true))
}
