import type { Chunk } from '../yaml/chunks.ts'
import { basename } from 'node:path'

/** A text of a folder that is no manifest of this cluster, and why it is left out: it decides nothing, and is only counted. */
export interface LeftOutFile {
  readonly file: string
  readonly why: 'template' | 'assertion' | 'expected output' | 'test data'
}

/** Does a text hold the keys that every object of the API has? Anything else is not parsed. */
export function mayHoldManifest(text: string): boolean {
  return /(?:^|[\s{,])["']?(?:kind|apiVersion)["']?[ \t]*:/.test(text)
}

/** Does it hold both, so that a text which does not parse was meant as one? */
export function isMeantAsManifest(text: string): boolean {
  return /^[ \t]*["']?kind["']?[ \t]*:/m.test(text) && /^[ \t]*["']?apiVersion["']?[ \t]*:/m.test(text)
}

/**
 * What a test compares objects with: a part of them in kuttl and chainsaw (`02-assert.yaml`, `errors.yaml`), or what a program should
 * print (`golden/`, `expected.yaml`, `route.out.yaml`). It is never applied.
 */
export function whyNotApplied(file: string): LeftOutFile['why'] | undefined {
  const name = basename(file)
  if (/^(?:\d+-)?(?:[\w.-]*[-_.])?(?:assert|assertions?|errors?)(?:[-_.][\w.-]*)?\.ya?ml$/i.test(name))
    return 'assertion'
  return /(?:^|[\\/])goldens?[\\/]/i.test(file) ||
    /^(?:expected(?:[-_.].*)?|.*[-_.](?:golden|expected|out))\.(?:ya?ml|json)$/i.test(name)
    ? 'expected output'
    : undefined
}

interface Templating {
  readonly isTemplated: boolean
  readonly isHelm: boolean
}

const plain: Templating = { isTemplated: false, isHelm: false }
const templatings = new WeakMap<Chunk, Templating>()

/** Looked for once in a document, which may be a List of thousands of objects. */
function templatingOf(chunk: Chunk): Templating {
  if (!templatings.has(chunk)) templatings.set(chunk, readTemplating(chunk.text))
  return templatings.get(chunk) ?? plain
}

function readTemplating(text: string): Templating {
  if (!/\{[{%]|<%/.test(text)) return plain
  return {
    isTemplated: /^[ \t]*(?:-[ \t]+)?(?:[\w./-]+:[ \t]+)?"?(?:\{[{%]|<%)/m.test(text),
    isHelm: /\{\{[^}\n]{0,200}?(?:\.(?:Values|Release|Chart|Capabilities)\b|\binclude[ \t]+["`$])/.test(text),
  }
}

/** `{{ … }}`, or `{% … %}` and `<% … %>` of other languages, where YAML expects a value or a key; inside quotes and block scalars other tools use it too. */
export function isTemplated(chunk: Chunk): boolean {
  return templatingOf(chunk).isTemplated
}

/** Does it name what Helm gives to its templates? Others use `{{ if }}` as well, in the texts of ConfigMaps. */
export function isHelmTemplate(chunk: Chunk): boolean {
  return templatingOf(chunk).isHelm
}

/** `${PORT}`, `<namespace>`, `{{ port }}` in the place of a value. */
export function isPlaceholder(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    /^(?:\$\{?\w+(?::?[-=].*)?\}?|\$\(\w+\)|<[\w -]+>|%\w+%|__\w+__|\{\{.*\}\})$/s.test(value.trim())
  )
}
