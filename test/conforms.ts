import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'

// that the schemas are valid ones is held once, in test/cli.test.ts: it takes longer than all that is validated
const ajv = new Ajv({
  allErrors: true,
  strict: true,
  allowUnionTypes: true,
  validateSchema: false,
  meta: false,
  code: { optimize: false },
})
const compiled = new Map<string, ValidateFunction>()

/** What keeps a value from conforming to a schema of `schemas/`; empty when it conforms. */
export function conforms(name: string, value: unknown): string[] {
  const validate = compiled.get(name) ?? compile(name)
  if (validate(value) === true) return []
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  )
}

function compile(name: string): ValidateFunction {
  const file = join(import.meta.dirname, '..', 'schemas', `${name}.schema.json`)
  const validate = ajv.compile(JSON.parse(readFileSync(file, 'utf8')) as object)
  compiled.set(name, validate)
  return validate
}
