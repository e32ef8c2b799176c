import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'

const schema = new URL('../../../schemas/config.schema.json', import.meta.url)

/** What the schema says of a configuration. The build puts the compiled function in the place of this file. */
export const validate: ValidateFunction = new Ajv({ allErrors: true, verbose: true }).compile(
  JSON.parse(readFileSync(schema, 'utf8')),
)
