import type { BackendTLSPolicy } from '../../world/types/gateway-api.ts'
import type { Resource } from '../../world/resource.ts'
import type { ServiceReference } from './reference.ts'

/** The Services that a BackendTLSPolicy is for, and the ports by name. */
export function tlsPolicyReferences(policy: Resource<BackendTLSPolicy>): ServiceReference[] {
  const { namespace = '', manifest } = policy
  return (manifest.spec?.targetRefs ?? []).flatMap(({ group = '', kind, name, sectionName }, index) => {
    if (group !== '' || kind !== 'Service' || !name) return []
    const at = ['spec', 'targetRefs', index]
    return [
      {
        kind: 'backend-tls-policy' as const,
        from: policy,
        path: [...at, 'name'],
        namespace,
        name,
        ...(sectionName ? { port: { name: sectionName }, portPath: [...at, 'sectionName'] } : {}),
      },
    ]
  })
}
