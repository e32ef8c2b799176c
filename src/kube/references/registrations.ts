import { valueAt, type FieldPath } from '../../world/place.ts'
import type {
  ApiService,
  CustomResourceDefinition,
  ServiceOfClient,
  WebhookConfiguration,
} from '../../world/types/registrations.ts'
import type { Resource } from '../../world/resource.ts'
import { defined } from '../../world/defined.ts'
import type { ReferenceKind, ServiceReference } from './reference.ts'

/** The kinds that register a webhook of admission or conversion. */
export type WebhookKind =
  | 'ValidatingWebhookConfiguration'
  | 'MutatingWebhookConfiguration'
  | 'CustomResourceDefinition'

// what kube-apiserver and kube-aggregator default a missing port to
const defaultPort = 443

/** The Services that the API server calls for a webhook configuration. A webhook with a `url` names none. */
function webhookReferences(configuration: Resource<WebhookConfiguration>): ServiceReference[] {
  return (configuration.manifest.webhooks ?? []).flatMap(({ name = '', clientConfig }, index) =>
    called(configuration, clientConfig?.service, {
      kind: 'webhook',
      path: ['webhooks', index, 'clientConfig', 'service'],
      via: `webhook "${name}"`,
    }),
  )
}

/** The Service that converts objects of a CustomResourceDefinition. */
function conversionReferences(definition: Resource<CustomResourceDefinition>): ServiceReference[] {
  const { strategy, webhook } = definition.manifest.spec?.conversion ?? {}
  if (strategy !== 'Webhook') return []
  return called(definition, webhook?.clientConfig?.service, {
    kind: 'conversion-webhook',
    path: ['spec', 'conversion', 'webhook', 'clientConfig', 'service'],
    via: 'conversion between versions',
  })
}

/** The Services that the API server calls for a webhook configuration or for a conversion. */
export function calledReferences(
  registration: Resource<WebhookConfiguration | CustomResourceDefinition>,
): ServiceReference[] {
  return 'webhooks' in registration.manifest
    ? webhookReferences(registration)
    : conversionReferences(registration)
}

/** The Service behind an aggregated API; a local one has none. */
export function apiServiceReferences(api: Resource<ApiService>): ServiceReference[] {
  return called(api, api.manifest.spec?.service, {
    kind: 'api-service',
    path: ['spec', 'service'],
    via: `API ${api.name}`,
  })
}

function called(
  from: Resource,
  service: Partial<ServiceOfClient> | undefined,
  place: { kind: ReferenceKind; path: FieldPath; via: string },
): ServiceReference[] {
  const { name, namespace, port } = service ?? {}
  if (!name || !namespace) return []
  const { kind, path, via } = place
  const portPath = valueAt(from.manifest, [...path, 'port']) === undefined ? undefined : [...path, 'port']
  const common = { kind, from, path: [...path, 'name'], namespace, name, via }
  return [{ ...common, port: { number: port || defaultPort }, ...defined({ portPath }) }]
}
