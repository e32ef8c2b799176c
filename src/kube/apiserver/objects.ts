import { serviceSpecFields, type servicePortFields } from '../../world/types/service-fields.ts'
import type { DecodedFields } from '../../world/types/wire.ts'
import { list, pointer, stringMap, struct, type GoStruct } from './decode.ts'
import { structOf } from './wire-struct.ts'

/**
 * A Service and an EndpointSlice as the API server holds them after decoding: absent texts are empty, absent numbers 0,
 * and only what is a pointer there may be undefined here. Follows k8s.io/api core/v1, discovery/v1 and
 * apimachinery meta/v1 types.go.
 */
export interface DecodedMeta {
  name: string
  generateName: string
  namespace: string
  selfLink: string
  uid: string
  resourceVersion: string
  generation: number
  creationTimestamp: string | undefined
  deletionTimestamp: string | undefined
  deletionGracePeriodSeconds: number | undefined
  labels: Map<string, string>
  annotations: Map<string, string>
  ownerReferences: DecodedOwner[]
  finalizers: string[]
  managedFields: DecodedManagedFields[]
}

export interface DecodedOwner {
  apiVersion: string
  kind: string
  name: string
  uid: string
  controller: boolean | undefined
  blockOwnerDeletion: boolean | undefined
}

export interface DecodedManagedFields {
  manager: string
  operation: string
  apiVersion: string
  fieldsType: string
  subresource: string
}

export type DecodedPort = DecodedFields<typeof servicePortFields>
export type DecodedSpec = DecodedFields<typeof serviceSpecFields>

export interface DecodedService {
  metadata: DecodedMeta
  spec: DecodedSpec
}

export interface DecodedEndpoint {
  addresses: string[]
  conditions: { ready: boolean | undefined; serving: boolean | undefined; terminating: boolean | undefined }
  hostname: string | undefined
  nodeName: string | undefined
  zone: string | undefined
  targetRef: Record<string, string> | undefined
  deprecatedTopology: Map<string, string>
  hints: { forZones: { name: string }[]; forNodes: { name: string }[] } | undefined
}

export interface DecodedEndpointPort {
  name: string | undefined
  protocol: string | undefined
  port: number | undefined
  appProtocol: string | undefined
}

export interface DecodedSlice {
  metadata: DecodedMeta
  addressType: string
  endpoints: DecodedEndpoint[]
  ports: DecodedEndpointPort[]
}

const metadata = struct({
  name: 'string',
  generateName: 'string',
  namespace: 'string',
  selfLink: 'string',
  uid: 'string',
  resourceVersion: 'string',
  generation: 'int64',
  creationTimestamp: 'time',
  deletionTimestamp: 'time',
  deletionGracePeriodSeconds: 'int64?',
  labels: stringMap,
  annotations: stringMap,
  ownerReferences: list(
    struct({
      apiVersion: 'string',
      kind: 'string',
      name: 'string',
      uid: 'string',
      controller: 'bool?',
      blockOwnerDeletion: 'bool?',
    }),
  ),
  finalizers: list('string'),
  managedFields: list(
    struct({
      manager: 'string',
      operation: 'string',
      apiVersion: 'string',
      time: 'time',
      fieldsType: 'string',
      fieldsV1: 'any',
      subresource: 'string',
    }),
  ),
})

/** An object of any kind, as far as a client reads it. */
export const namedType = struct({ metadata })

const condition = struct({
  type: 'string',
  status: 'string',
  observedGeneration: 'int64',
  lastTransitionTime: 'time',
  reason: 'string',
  message: 'string',
})

const ingress = struct({
  ip: 'string',
  hostname: 'string',
  ipMode: 'string?',
  ports: list(struct({ port: 'int32', protocol: 'string', error: 'string?' })),
})

/** A Service as the API server of a version decodes it; every version in reach where none is named. */
export function serviceTypeIn(version?: string): GoStruct {
  const known = serviceTypes.get(version)
  if (known !== undefined) return known
  const type = struct({
    apiVersion: 'string',
    kind: 'string',
    metadata,
    spec: structOf(serviceSpecFields, version),
    status: struct({ loadBalancer: struct({ ingress: list(ingress) }), conditions: list(condition) }),
  })
  serviceTypes.set(version, type)
  return type
}

const serviceTypes = new Map<string | undefined, GoStruct>()

const objectReference = struct({
  kind: 'string',
  namespace: 'string',
  name: 'string',
  uid: 'string',
  apiVersion: 'string',
  resourceVersion: 'string',
  fieldPath: 'string',
})
const named = list(struct({ name: 'string' }, ['name']))

export const endpointSliceType = struct({
  apiVersion: 'string',
  kind: 'string',
  metadata,
  addressType: 'string',
  endpoints: list(
    struct({
      addresses: list('string'),
      conditions: struct({ ready: 'bool?', serving: 'bool?', terminating: 'bool?' }),
      hostname: 'string?',
      targetRef: pointer(objectReference),
      deprecatedTopology: stringMap,
      nodeName: 'string?',
      zone: 'string?',
      hints: pointer(struct({ forZones: named, forNodes: named })),
    }),
  ),
  ports: list(struct({ name: 'string?', protocol: 'string?', port: 'int32?', appProtocol: 'string?' })),
})
