import { readItem } from '../../src/sources/cluster/items.ts'
import { readText } from '../../src/sources/files/documents.ts'
import { decode } from '../../src/sources/files/encoding.ts'
import { isManifest } from '../../src/sources/files/text-file.ts'
import { mergeResults, type SourceResult } from '../../src/sources/source.ts'
import { kindOf } from '../../src/world/kinds.ts'
import { toResource } from '../../src/world/resource.ts'
import { buildWorld, type World } from '../../src/world/world.ts'
import { complete, partial } from '../world-of.ts'
import type { Sample } from './corpus.ts'
import type { Group } from './groups.ts'

const nothing: SourceResult = { resources: [], coverage: [], unread: [] }

/** A namespace for what names none; the first group has the one that is meant where there is but one. */
export function namespaceOf(index: number): string {
  return index === 0 ? 'default' : `default-${index}`
}

/** What was read of all groups, and the lines of each text, by its file. */
export function readGroups(groups: readonly Group[]) {
  const lines = new Map<string, readonly string[]>()
  const parts = groups.flatMap((group, index) => {
    const namespace = namespaceOf(index)
    const kept = group.kept.map((sample) => unchanged(sample, namespace))
    if (group.listed !== undefined) return [...kept, listed(group, namespace)]
    const text = decode(group.bytes)
    if (text === undefined) return kept
    const file = `input-${index}.yaml`
    lines.set(file, text.split('\n'))
    return [...kept, readText(file, text, { namespace, named: true })]
  })
  return { result: mergeResults(parts), lines }
}

/** The Worlds that can be made of it, each only when it is asked for. */
export function worldsOf(
  groups: readonly Group[],
  read: SourceResult,
): Readonly<Record<string, () => World>> {
  const old = () => {
    const { resources } = mergeResults(
      groups.flatMap(({ plain }, index) => plain.map((sample) => unchanged(sample, namespaceOf(index)))),
    )
    return { ...nothing, resources }
  }
  const { coverage } = read
  const world = () => buildWorld({ ...read, coverage: [...coverage, partial] })
  return {
    'of files': world,
    'of all there is': () => buildWorld({ ...read, coverage: [...coverage, complete] }),
    'of a change': () =>
      buildWorld({
        ...read,
        coverage: [...coverage, complete],
        before: buildWorld({ ...old(), coverage: [complete] }),
      }),
    'of what it is put in the place of': () =>
      buildWorld({ ...old(), coverage: [complete], before: world() }),
  }
}

const parsed = new WeakMap<Sample, SourceResult>()

function unchanged(sample: Sample, namespace: string): SourceResult {
  let read = parsed.get(sample)
  if (read === undefined) {
    read = readText('plain.yaml', sample.text, { namespace: 'default', named: true })
    parsed.set(sample, read)
  }
  const resources = read.resources.map(({ manifest, written = manifest, origin }) =>
    toResource(written, namespace, origin),
  )
  return { ...read, resources }
}

/** As an API server lists them: objects of one kind, with what JSON leaves of them. */
function listed({ listed: values = [], plain, kept }: Group, namespace: string): SourceResult {
  const chosen = plain.filter((sample) => !kept.includes(sample))
  const items = values.flatMap((value, index) => {
    const asked = chosen[index]?.value ?? value
    const kind = isManifest(asked) ? kindOf(asked) : undefined
    if (kind === undefined) return []
    const item: unknown = JSON.parse(JSON.stringify(value) ?? 'null')
    return [readItem(item, { kind, context: 'robust', namespace }, index)]
  })
  return {
    ...nothing,
    resources: items.flatMap((item) => ('resource' in item ? [item.resource] : [])),
    unread: items.flatMap((item) => ('unread' in item ? [item.unread] : [])),
  }
}
