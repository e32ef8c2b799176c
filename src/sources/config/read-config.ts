import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml'
import { SvcError } from '../../errors.ts'
import { didYouMean, guesses } from '../../text/did-you-mean.ts'
import type { Config, ConfigFile } from './config.ts'
import { validate } from './validate.ts'

type SchemaError = NonNullable<typeof validate.errors>[number]
type Path = readonly (string | number)[]

/**
 * Reads a configuration. YAML 1.2: `off` is a word, as in the configuration of other linters.
 * Throws SvcError `input-unreadable`, and `config` with file, line and column for what the schema does not allow.
 */
export function readConfig(file: string): Config {
  const lines = new LineCounter()
  const document = parseDocument(textOf(file), { lineCounter: lines })
  const [error] = document.errors
  if (error !== undefined) {
    const { line, col: column } = lines.linePos(error.pos[0])
    throw new SvcError('config', firstLine(error.message), { file, line, column })
  }
  const value = (document.toJS() ?? {}) as ConfigFile
  if (!validate(value)) throw refusal(file, { document, lines, faults: validate.errors ?? [] })
  const lineOf = (setting: string) => lineAt(document, lines, [setting])?.line
  return { ...value, file, folder: dirname(resolve(file)), lineOf }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read: ${code ?? String(error)}`
    throw new SvcError('input-unreadable', `${file} ${why}`, { file, hint: 'svc config --init writes one' })
  }
}

interface FaultyConfig {
  readonly document: Document
  readonly lines: LineCounter
  readonly faults: readonly SchemaError[]
}

/** The fault that is deepest in the file: what is above it is only wrong because of it. */
function refusal(file: string, { document, lines, faults }: FaultyConfig): SvcError {
  const [fault] = faults.toSorted((a, b) => depth(b) - depth(a))
  if (fault === undefined) return new SvcError('config', `${file} is not a configuration`, { file })
  const path = pathOf(fault, document)
  const extra =
    fault.keyword === 'additionalProperties' ? String(fault.params['additionalProperty']) : undefined
  const at = lineAt(document, lines, extra === undefined ? path : [...path, extra])
  const { message, hint } = wordsOf(fault, { path, extra, value: document.getIn(path) })
  return new SvcError('config', message, {
    file,
    ...(hint === undefined ? {} : { hint }),
    ...(at === undefined ? {} : { line: at.line, column: at.col }),
  })
}

function depth({ instancePath, keyword }: SchemaError): number {
  // that one of two keys is missing says less than that one is misspelt
  return instancePath.split('/').length * 2 + (keyword === 'additionalProperties' ? 1 : 0)
}

/** The place of a fault, with the numbers of a list as numbers. */
function pathOf({ instancePath }: SchemaError, document: Document): Path {
  const path: (string | number)[] = []
  for (const part of instancePath.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    path.push(isSeq(document.getIn(path, true)) ? Number(key) : key)
  }
  return path
}

function lineAt(document: Document, lines: LineCounter, path: Path) {
  const parent = document.getIn(path.slice(0, -1), true)
  const pair = isMap(parent)
    ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))
    : undefined
  const node = pair?.key ?? document.getIn(path, true)
  return isNode(node) && node.range ? lines.linePos(node.range[0]) : undefined
}

interface ConfigPlace {
  readonly path: Path
  readonly extra: string | undefined
  readonly value: unknown
}

interface Words {
  readonly message: string
  readonly hint?: string | undefined
}

/** A fault in words, with the nearest right one where there is one. */
function wordsOf(fault: SchemaError, place: ConfigPlace): Words {
  const where = place.path.length === 0 ? 'the configuration' : place.path.join('.')
  const write = Object.hasOwn(words, fault.keyword) ? words[fault.keyword] : undefined
  return write?.(where, fault, place) ?? { message: `${where} ${fault.message ?? 'is wrong'}` }
}

const words: Readonly<Record<string, (where: string, fault: SchemaError, place: ConfigPlace) => Words>> = {
  additionalProperties: (where, { parentSchema }, { path, extra = '' }) => {
    const known = Object.keys((parentSchema as { properties?: object } | undefined)?.properties ?? {})
    const isRule = path.at(-1) === 'rules'
    const what = isRule ? 'is not a rule' : `is not a setting${path.length === 0 ? '' : ` of ${where}`}`
    const all = isRule ? 'svc explain lists the rules' : `the settings are ${known.join(', ')}`
    return { message: `"${extra}" ${what}`, hint: didYouMean(guesses(extra, known)) ?? all }
  },
  enum: (where, { params }, { value }) => {
    const allowed = (params['allowedValues'] as readonly unknown[]).map(String)
    const hint = didYouMean(guesses(String(value), allowed)) ?? `it is one of ${allowed.join(', ')}`
    return { message: `${where}: "${String(value)}" is not allowed`, hint }
  },
  type: (where, { params }, { value }) => {
    const type = String(params['type'])
    const hint = type === 'string' && typeof value === 'number' ? `write it in quotes: "${value}"` : undefined
    return { message: `${where} must be ${nouns[type] ?? type}`, hint }
  },
  required: (where, { params }) => ({ message: `${where} lacks "${String(params['missingProperty'])}"` }),
}

const nouns: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  string: 'a text',
  array: 'a list',
  object: 'a mapping',
}

function firstLine(text: string): string {
  return text.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? text
}
