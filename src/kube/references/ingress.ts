import type { Ingress, IngressBackend } from '../../world/types/manifest.ts'
import type { FieldPath } from '../../world/place.ts'
import type { Resource } from '../../world/resource.ts'
import type { ServiceReference } from './reference.ts'

/** A Service that an Ingress names: always with the route that leads there, and with the port's mapping. */
export interface IngressReference extends ServiceReference {
  readonly kind: 'ingress-backend'
  readonly port: { readonly name?: string; readonly number?: number }
  readonly portPath: FieldPath
  /** Host and path that lead there: `chat.example.com/v1`. */
  readonly via: string
}

/**
 * All Services that an Ingress names, the default backend's included; its class does not matter. `resource` backends are
 * no Services, and neither is what the AWS controller takes for an action.
 */
export function ingressReferences(ingress: Resource<Ingress>): IngressReference[] {
  const { defaultBackend, rules = [] } = ingress.manifest.spec ?? {}
  const reference = (backend: IngressBackend | undefined, path: FieldPath, via: string) =>
    referenceOf(ingress, backend, { path, via })
  return [
    ...reference(defaultBackend, ['spec', 'defaultBackend'], 'the default backend'),
    ...rules.flatMap(({ host, http }, rule) =>
      (http?.paths ?? []).flatMap(({ path = '/', backend }, index) =>
        reference(
          backend,
          ['spec', 'rules', rule, 'http', 'paths', index, 'backend'],
          `${host || '*'}${path}`,
        ),
      ),
    ),
  ]
}

function referenceOf(
  from: Resource<Ingress>,
  backend: IngressBackend | undefined,
  { path, via }: { path: FieldPath; via: string },
): IngressReference[] {
  const { name, port = {} } = backend?.service ?? {}
  if (!name || isAwsAction(port)) return []
  const namespace = from.namespace ?? ''
  const at = [...path, 'service']
  const portPath = [...at, 'port', port.name === undefined ? 'number' : 'name']
  return [{ kind: 'ingress-backend', from, path: [...at, 'name'], namespace, name, port, portPath, via }]
}

/** The AWS controller takes the "port" `use-annotation` for an action of that name, which Argo Rollouts writes: not a Service at all. */
function isAwsAction(port: { readonly name?: string }): boolean {
  return port.name === 'use-annotation'
}
