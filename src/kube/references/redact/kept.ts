/** What becomes of a value: kept as it is, or as one of the forms that hold no secret, or field by field. */
export type Kept = true | KeptForm | { readonly [field: string]: Kept } | readonly [Kept] | EveryKey

/** See `forms` in redact.ts. */
export type KeptForm =
  | 'program-text'
  | 'config-data'
  | 'annotations'
  | 'url-host'
  | 'path-without-query'
  | 'status-message'
  | 'presence'
  | 'unless-secret'

/** A map whose keys are names: all of them, each value so. */
interface EveryKey {
  readonly '*': Kept
}

/** A label selector. */
export const selector = {
  matchLabels: true,
  matchExpressions: [{ key: true, operator: true, values: true }],
} as const
const owner = { apiVersion: true, kind: true, name: true, uid: true, controller: true } as const

export const metadata = {
  name: true,
  generateName: true,
  namespace: true,
  uid: true,
  resourceVersion: true,
  generation: true,
  creationTimestamp: true,
  deletionTimestamp: true,
  deletionGracePeriodSeconds: true,
  finalizers: true,
  labels: true,
  annotations: 'annotations',
  ownerReferences: [owner],
} as const satisfies Kept

export const condition = {
  type: true,
  status: true,
  reason: true,
  message: 'status-message',
  observedGeneration: true,
  lastTransitionTime: true,
} as const
export const balanced = {
  loadBalancer: { ingress: [{ ip: true, hostname: true, ipMode: true, ports: true }] },
  conditions: [condition],
} as const
