import { fields, list, metadata, strings, type Shape } from './field-shape.ts'

const targetRef = fields({ kind: 'string', namespace: 'string', name: 'string', uid: 'string' })
const ports = list(fields({ name: 'string', protocol: 'string', port: 'integer', appProtocol: 'string' }))
const named = list(fields({ name: 'string' }))
const addresses = list(fields({ ip: 'string', hostname: 'string', nodeName: 'string', targetRef }))

/** Who is behind a Service, in the present form and in the older one. */
export const endpointShapes = {
  EndpointSlice: fields({
    metadata,
    addressType: 'string',
    endpoints: list(
      fields({
        addresses: strings,
        conditions: fields({ ready: 'boolean', serving: 'boolean', terminating: 'boolean' }),
        hostname: 'string',
        nodeName: 'string',
        zone: 'string',
        targetRef,
        hints: fields({ forZones: named, forNodes: named }),
      }),
    ),
    ports,
  }),
  Endpoints: fields({
    metadata,
    subsets: list(fields({ addresses, notReadyAddresses: addresses, ports })),
  }),
} satisfies Record<string, Shape>
