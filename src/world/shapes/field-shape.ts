/**
 * The types of the fields that `svc` reads. The API server's decoder refuses a manifest with a wrong type
 * (`cannot unmarshal string into Go struct field …`); refusing it here lets every rule and hop trust `manifest.ts`.
 * `null` stands for an absent field, as in the server's decoder.
 */
export type Shape =
  | 'string'
  | 'integer'
  | 'boolean'
  | 'integer or string'
  | ListShape
  | MapShape
  | FieldsShape
interface ListShape {
  readonly list: Shape
}
interface MapShape {
  readonly map: 'string'
}
export interface FieldsShape {
  readonly fields: Readonly<Record<string, Shape>>
}

export const list = (shape: Shape): ListShape => ({ list: shape })
export const fields = (shapes: Readonly<Record<string, Shape>>): FieldsShape => ({ fields: shapes })
export const strings: ListShape = { list: 'string' }
export const stringMap: MapShape = { map: 'string' }

export const metadata = fields({
  name: 'string',
  generateName: 'string',
  namespace: 'string',
  uid: 'string',
  resourceVersion: 'string',
  deletionTimestamp: 'string',
  labels: stringMap,
  annotations: stringMap,
  ownerReferences: list(
    fields({ apiVersion: 'string', kind: 'string', name: 'string', uid: 'string', controller: 'boolean' }),
  ),
})

export const labelSelector = fields({
  matchLabels: stringMap,
  matchExpressions: list(fields({ key: 'string', operator: 'string', values: strings })),
})
