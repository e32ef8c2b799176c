import type { Ingress, IngressBackend } from '../../world/manifest.ts'
import type { FieldPath } from '../../world/place.ts'

/** A Service that an Ingress names, and where. */
export interface IngressReference {
  /** Of the `service` mapping, as in `['spec', 'rules', 0, 'http', 'paths', 0, 'backend', 'service']`. */
  readonly path: FieldPath
  readonly name: string
  readonly port: { readonly name?: string; readonly number?: number }
  /** Host and path that lead there, for messages: `chat.example.com/v1`. */
  readonly route: string
}

/** All Service backends of an Ingress, the default one included; `resource` backends are not Services. */
export function ingressReferences(ingress: Ingress): IngressReference[] {
  const { defaultBackend, rules = [] } = ingress.spec ?? {}
  return [
    ...reference(defaultBackend, ['spec', 'defaultBackend'], 'the default backend'),
    ...rules.flatMap(({ host, http }, rule) =>
      (http?.paths ?? []).flatMap(({ path = '/', backend }, index) =>
        reference(
          backend,
          ['spec', 'rules', rule, 'http', 'paths', index, 'backend'],
          `${host ?? '*'}${path}`,
        ),
      ),
    ),
  ]
}

function reference(backend: IngressBackend | undefined, path: FieldPath, route: string): IngressReference[] {
  const service = backend?.service
  if (!service?.name) return []
  return [{ path: [...path, 'service'], name: service.name, port: service.port ?? {}, route }]
}

const awsActions = 'alb.ingress.kubernetes.io/actions.'

/** The AWS controller takes the "port" `use-annotation` for an action of that name: not a Service at all. */
export function isAwsAction(ingress: Ingress, { name, port }: IngressReference): boolean {
  return (
    port.name === 'use-annotation' && Object.hasOwn(ingress.metadata?.annotations ?? {}, awsActions + name)
  )
}
