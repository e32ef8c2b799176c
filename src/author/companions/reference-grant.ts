import type { Service } from '../../world/types/manifest.ts'
import { besides, type Companion } from './companion.ts'
import { poolKind } from './inference-pool.ts'

interface Grant {
  readonly namespaces: readonly string[]
  /** Of the routes. */
  readonly kinds: readonly string[]
  /** The InferencePool next to the Service as well. */
  readonly toPool: boolean
}

/**
 * Lets routes of other namespaces lead to this Service alone. It is next to the Service: who owns it decides who may
 * use it (https://gateway-api.sigs.k8s.io/api-types/referencegrant/).
 */
export function referenceGrant(service: Service, { namespaces, kinds, toPool }: Grant): Companion {
  const { name = '' } = service.metadata ?? {}
  return {
    apiVersion: 'gateway.networking.k8s.io/v1beta1',
    kind: 'ReferenceGrant',
    metadata: besides(service),
    spec: {
      from: namespaces.flatMap((namespace) =>
        kinds.map((kind) => ({ group: 'gateway.networking.k8s.io', kind, namespace })),
      ),
      to: [{ group: '', kind: 'Service', name }, ...(toPool ? [{ ...poolKind, name }] : [])],
    },
  }
}
