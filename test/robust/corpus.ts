import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rules } from '../../src/rules/index.ts'
import { kinds, type Kind } from '../../src/world/kinds.ts'
import type { Shape } from '../../src/world/shapes/field-shape.ts'
import { shapes } from '../../src/world/shapes/shape.ts'
import { splitDocuments } from '../../src/sources/yaml/chunks.ts'
import { parseChunk } from '../../src/sources/yaml/parse.ts'

/** A document as it is written, and what it says. */
export interface Sample {
  readonly text: string
  readonly value: unknown
}

/** What mutations begin with: the documents of each fixture, which belong together, and one manifest for each kind with all of its fields. */
export interface Corpus {
  readonly worlds: readonly (readonly Sample[])[]
  readonly whole: readonly Sample[]
}

/** Reads the fixtures below a folder: `test/` of the repository. */
export function readCorpus(tests: string): Corpus {
  const texts = ['rules', 'trace'].flatMap((room) =>
    readdirSync(join(tests, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.yaml'))
      .toSorted()
      .map((file) => readFileSync(join(tests, room, file), 'utf8')),
  )
  const examples = rules.flatMap(({ bad, good }) => [bad, good])
  const worlds = [...texts, ...examples].map(samplesOf).filter((samples) => samples.length > 0)
  return { worlds, whole: (Object.keys(kinds) as Kind[]).map(wholeManifest) }
}

function samplesOf(text: string): Sample[] {
  return splitDocuments(text).flatMap((chunk) => {
    const parsed = parseChunk(chunk)
    if ('problem' in parsed || typeof parsed.value !== 'object' || parsed.value === null) return []
    return [{ text: chunk.text.replace(/^---[^\n]*\n/, ''), value: parsed.value }]
  })
}

/** A manifest of one kind in which each field that `svc` reads has a value of its type. */
function wholeManifest(kind: Kind): Sample {
  const { kind: onWire = kind, group, version } = kinds[kind]
  const filled = fill(shapes[kind]) as Record<string, unknown>
  const value = { apiVersion: group === '' ? version : `${group}/${version}`, kind: onWire, ...filled }
  return { text: `${JSON.stringify(value, null, 2)}\n`, value }
}

/** A value of a shape, with all of its fields. */
export function fill(shape: Shape, name = ''): unknown {
  if (typeof shape === 'string') return scalarOf(shape, name)
  if ('list' in shape) return [fill(shape.list, name)]
  if ('map' in shape) return { app: 'web' }
  return Object.fromEntries(Object.entries(shape.fields).map(([key, field]) => [key, fill(field, key)]))
}

const typical: Readonly<Record<string, string>> = {
  name: 'web',
  namespace: 'default',
  protocol: 'TCP',
  type: 'ClusterIP',
  ip: '10.0.0.1',
  podIP: '10.0.0.1',
  cidr: '10.0.0.0/8',
  status: 'True',
  phase: 'Running',
  kind: 'Service',
}

function scalarOf(shape: 'string' | 'integer' | 'boolean' | 'integer or string', name: string): unknown {
  if (shape === 'boolean') return true
  if (shape === 'string') return typical[name] ?? 'web'
  return 80
}
