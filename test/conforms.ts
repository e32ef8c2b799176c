import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'

const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true })

/** What keeps a value from conforming to a schema of `schemas/`; empty when it conforms. */
export function conforms(name: string, value: unknown): string[] {
  const file = join(import.meta.dirname, '..', 'schemas', `${name}.schema.json`)
  const schema = JSON.parse(readFileSync(file, 'utf8')) as { $id?: string }
  const validate = (schema.$id === undefined ? undefined : ajv.getSchema(schema.$id)) ?? ajv.compile(schema)
  if (validate(value) === true) return []
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  )
}
