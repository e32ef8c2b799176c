import { fields, labelSelector, list, metadata, strings, type Shape } from './field-shape.ts'

const destination = fields({ host: 'string', port: fields({ number: 'integer' }), subset: 'string' })
const destinations = list(fields({ destination }))

/** What `mesh.ts` declares. */
export const meshShapes = {
  VirtualService: fields({
    metadata,
    spec: fields({
      hosts: strings,
      gateways: strings,
      http: list(fields({ route: destinations, mirror: destination, mirrors: destinations })),
      tcp: list(fields({ route: destinations })),
      tls: list(fields({ route: destinations })),
    }),
  }),
  DestinationRule: fields({
    metadata,
    spec: fields({ host: 'string', subsets: list(fields({ name: 'string' })) }),
  }),
  ServiceEntry: fields({
    metadata,
    spec: fields({ hosts: strings, endpoints: list(fields({ address: 'string' })) }),
  }),
  PeerAuthentication: fields({
    metadata,
    spec: fields({ selector: labelSelector, mtls: fields({ mode: 'string' }) }),
  }),
  AuthorizationPolicy: fields({
    metadata,
    spec: fields({
      selector: labelSelector,
      action: 'string',
      rules: list(
        fields({
          from: list(
            fields({
              source: fields({
                namespaces: strings,
                notNamespaces: strings,
                principals: strings,
                notPrincipals: strings,
              }),
            }),
          ),
          to: list(fields({ operation: fields({ ports: strings }) })),
        }),
      ),
    }),
  }),
} satisfies Record<string, Shape>
