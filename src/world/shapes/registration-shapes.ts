import { fields, labelSelector, list, metadata, strings, type Shape } from './field-shape.ts'

const clientConfig = fields({
  url: 'string',
  service: fields({ namespace: 'string', name: 'string', path: 'string', port: 'integer' }),
})
const webhookConfiguration = fields({
  metadata,
  webhooks: list(fields({ name: 'string', failurePolicy: 'string', clientConfig })),
})

/** What `registrations.ts` declares. */
export const registrationShapes = {
  ValidatingWebhookConfiguration: webhookConfiguration,
  MutatingWebhookConfiguration: webhookConfiguration,
  APIService: fields({
    metadata,
    spec: fields({ service: fields({ namespace: 'string', name: 'string', port: 'integer' }) }),
  }),
  CustomResourceDefinition: fields({
    metadata,
    spec: fields({ conversion: fields({ strategy: 'string', webhook: fields({ clientConfig }) }) }),
  }),
  PodMonitor: fields({
    metadata,
    spec: fields({
      selector: labelSelector,
      namespaceSelector: fields({ any: 'boolean', matchNames: strings }),
      podMetricsEndpoints: list(fields({ port: 'string' })),
    }),
  }),
  ServiceMonitor: fields({
    metadata,
    spec: fields({
      selector: labelSelector,
      namespaceSelector: fields({ any: 'boolean', matchNames: strings }),
      endpoints: list(fields({ port: 'string', targetPort: 'integer or string' })),
    }),
  }),
} satisfies Record<string, Shape>
