/** Which lists are merged item by item; all others are replaced as a whole. */
export interface MergeSchema {
  /** By the name of the list: the key that tells its items apart, or '' for a set of plain values. */
  readonly lists: Readonly<Record<string, string>>
  readonly fields: Readonly<Record<string, MergeSchema>>
}

const flat: MergeSchema = { lists: {}, fields: {} }
const metadata: MergeSchema = { lists: { finalizers: '', ownerReferences: 'uid' }, fields: {} }

/**
 * The patch strategies of a Service: ports are told apart by their number alone, whatever the protocol.
 * Follow the patchStrategy tags in k8s.io/api core/v1 and apimachinery meta/v1 types.go.
 */
export const serviceSchema: MergeSchema = {
  lists: {},
  fields: {
    metadata,
    spec: { lists: { ports: 'port' }, fields: {} },
    status: { lists: { conditions: 'type' }, fields: {} },
  },
}

/** The same for an EndpointSlice, whose endpoints and ports are replaced. Follows k8s.io/api discovery/v1 types.go. */
export const endpointSliceSchema: MergeSchema = { lists: {}, fields: { metadata } }

export function schemaBelow({ fields }: MergeSchema, key: string): MergeSchema {
  return (Object.hasOwn(fields, key) ? fields[key] : undefined) ?? flat
}

/** The merge key of a list, or undefined where the list is replaced. */
export function mergeKeyOf({ lists }: MergeSchema, key: string): string | undefined {
  return Object.hasOwn(lists, key) ? lists[key] : undefined
}
