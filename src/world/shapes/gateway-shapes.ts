import { fields, labelSelector, list, metadata, strings, type Shape } from './field-shape.ts'

const backendRefFields = {
  group: 'string',
  kind: 'string',
  namespace: 'string',
  name: 'string',
  port: 'integer',
  weight: 'integer',
} as const
const filters = list(
  fields({
    type: 'string',
    requestMirror: fields({ backendRef: fields(backendRefFields) }),
    requestRedirect: fields({ hostname: 'string', scheme: 'string' }),
  }),
)
const valueMatches = list(fields({ type: 'string', name: 'string', value: 'string' }))

const route = fields({
  metadata,
  spec: fields({
    parentRefs: list(
      fields({
        group: 'string',
        kind: 'string',
        namespace: 'string',
        name: 'string',
        sectionName: 'string',
        port: 'integer',
      }),
    ),
    hostnames: strings,
    rules: list(
      fields({
        name: 'string',
        matches: list(
          fields({
            path: fields({ type: 'string', value: 'string' }),
            headers: valueMatches,
            queryParams: valueMatches,
          }),
        ),
        filters,
        backendRefs: list(fields({ ...backendRefFields, filters })),
      }),
    ),
  }),
})

const allowedNamespaces = fields({ from: 'string', selector: labelSelector })
const listeners = list(
  fields({
    name: 'string',
    hostname: 'string',
    port: 'integer',
    protocol: 'string',
    tls: fields({ mode: 'string' }),
    allowedRoutes: fields({
      namespaces: allowedNamespaces,
      kinds: list(fields({ group: 'string', kind: 'string' })),
    }),
  }),
)

const gateway = fields({
  metadata,
  spec: fields({
    gatewayClassName: 'string',
    listeners,
    allowedListeners: fields({ namespaces: allowedNamespaces }),
  }),
  status: fields({ addresses: list(fields({ type: 'string', value: 'string' })) }),
})

/** What `gateway-api.ts` declares, as the CustomResourceDefinitions type it. */
export const gatewayShapes = {
  Gateway: gateway,
  ListenerSet: fields({
    metadata,
    spec: fields({
      parentRef: fields({ group: 'string', kind: 'string', namespace: 'string', name: 'string' }),
      listeners,
    }),
  }),
  HTTPRoute: route,
  GRPCRoute: route,
  TLSRoute: route,
  TCPRoute: route,
  UDPRoute: route,
  ReferenceGrant: fields({
    metadata,
    spec: fields({
      from: list(fields({ group: 'string', kind: 'string', namespace: 'string' })),
      to: list(fields({ group: 'string', kind: 'string', name: 'string' })),
    }),
  }),
  BackendTLSPolicy: fields({
    metadata,
    spec: fields({
      targetRefs: list(fields({ group: 'string', kind: 'string', name: 'string', sectionName: 'string' })),
    }),
  }),
} satisfies Record<string, Shape>
