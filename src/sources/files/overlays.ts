import { basename, dirname, join, resolve } from 'node:path'
import type { FieldPath } from '../../world/place.ts'
import type { OverlayPatch, Resource } from '../../world/resource.ts'
import { compileRegexp } from '../../text/regexp.ts'
import { splitDocuments } from '../yaml/chunks.ts'
import { parseChunk } from '../yaml/parse.ts'
import { kustomizationName } from './kustomize.ts'
import { isFileOrigin, isObject } from './text-file.ts'

/** A patch, and what it is for: a kind and a name, each as a regular expression, absent where it is for all. */
interface Patch extends OverlayPatch {
  readonly kind?: string
  readonly name?: string
}

/** What kustomizations say of files: which of them they apply together, and how they change what is in them. */
export interface Overlays {
  /** For each file, by its whole path: the kustomizations that have it among their resources. */
  readonly appliedBy: ReadonlyMap<string, ReadonlySet<string>>
  /** The kustomizations that give names or namespaces to what they apply. */
  readonly renaming: ReadonlySet<string>
  /** The kustomizations that are built on their own: no other one takes them in. */
  readonly roots: ReadonlySet<string>
  /** For each kustomization its own patches. */
  readonly patches: ReadonlyMap<string, readonly Patch[]>
}

const lists = ['resources', 'bases', 'components']
const renames = ['namespace', 'namePrefix', 'nameSuffix']

type Texts = ReadonlyMap<string, string>
type Entries = Readonly<Record<string, unknown>>

/**
 * Reads the kustomizations among texts. In: paths with their texts. A resource that is fetched from elsewhere, or is not among the
 * texts, is passed over. Follows types/kustomization.go of kubernetes-sigs/kustomize: resources, bases, components; patches,
 * patchesStrategicMerge, patchesJson6902.
 */
export function overlaysOf(texts: Texts): Overlays {
  const byPath = new Map([...texts].map(([file, text]) => [resolve(file), { file, text }]))
  const kustomizations = new Map(
    [...byPath]
      .filter(([path]) => kustomizationName.test(basename(path)))
      .map(([path, { file, text }]) => [path, { file, fields: fieldsOf(text) }] as const),
  )
  const appliedBy = new Map<string, Set<string>>()
  const patches = new Map<string, Patch[]>()
  for (const path of kustomizations.keys()) {
    for (const file of filesOf(path, new Set()))
      appliedBy.set(file, (appliedBy.get(file) ?? new Set()).add(path))
    patches.set(path, patchesFor(path, new Set()))
  }
  const renaming = [...kustomizations].filter(([, { fields }]) => renames.some((name) => name in fields))
  const takenIn = new Set(
    [...kustomizations.keys()].flatMap((path) => lists.flatMap((field) => entriesOf(path, field))),
  )
  const roots = [...kustomizations]
    .filter(([path, { fields }]) => !takenIn.has(path) && fields['kind'] !== 'Component')
    .map(([path]) => path)
  return { appliedBy, patches, roots: new Set(roots), renaming: new Set(renaming.map(([path]) => path)) }

  /** What each entry of a list of paths leads to: a file among the texts, or the kustomization of a folder. */
  function entriesOf(path: string, field: string): string[] {
    return textsIn(kustomizations.get(path)?.fields[field]).flatMap((entry) => {
      const target = resolve(dirname(path), entry)
      const file = [target, ...fileNames.map((name) => join(target, name))].find((name) => byPath.has(name))
      return file ?? []
    })
  }

  function filesOf(path: string, seen: Set<string>): string[] {
    if (seen.has(path)) return []
    seen.add(path)
    return lists.flatMap((field) =>
      entriesOf(path, field).flatMap((file) => (kustomizations.has(file) ? filesOf(file, seen) : [file])),
    )
  }

  /** A component patches what is in the kustomization that takes it in. */
  function patchesFor(path: string, seen: Set<string>): Patch[] {
    if (seen.has(path)) return []
    seen.add(path)
    const own = patchesOf(path, kustomizations.get(path)?.fields ?? {}, (file) => byPath.get(file))
    return [...own, ...entriesOf(path, 'components').flatMap((file) => patchesFor(file, seen))]
  }
}

const fileNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']

/** The same resources, whose origins know which kustomizations apply and patch them. */
export function withOverlays(resources: readonly Resource[], overlays: Overlays): Resource[] {
  const { appliedBy, patches, renaming } = overlays
  return resources.map((resource) => {
    const { origin } = resource
    if (!isFileOrigin(origin)) return resource
    const roots = appliedBy.get(resolve(origin.file))
    if (roots === undefined) return resource
    const own = [...roots].flatMap((path) =>
      (patches.get(path) ?? []).filter((patch) => isFor(patch, resource)),
    )
    const isRenamed = [...roots].some((path) => renaming.has(path))
    return {
      ...resource,
      origin: origin.overlaid({
        appliedBy: roots,
        ...(isRenamed ? { isRenamed } : {}),
        ...(own.length === 0 ? {} : { patches: own }),
      }),
    }
  })
}

function isFor({ kind, name }: Patch, resource: Resource): boolean {
  return matches(kind, resource.kind) && matches(name, resource.name)
}

/** kustomize anchors what it is given; what is no regular expression matches as it is. */
function matches(pattern: string | undefined, text: string): boolean {
  return (
    pattern === undefined || pattern === text || compileRegexp(`^(?:${pattern})$`)?.match(text) !== undefined
  )
}

type FileLookup = (path: string) => { readonly file: string; readonly text: string } | undefined

function patchesOf(path: string, fields: Entries, lookup: FileLookup): Patch[] {
  const entries = ['patches', 'patchesStrategicMerge', 'patchesJson6902'].flatMap((field) => {
    const list = fields[field]
    return Array.isArray(list) ? (list as unknown[]) : []
  })
  return entries.flatMap((entry) => {
    const {
      path: named,
      patch,
      target,
    } = isObject(entry) ? entry : { path: entry, patch: entry, target: undefined }
    const found =
      typeof named === 'string' && !named.includes('\n') ? lookup(resolve(dirname(path), named)) : undefined
    const text = found?.text ?? (typeof patch === 'string' ? patch : '')
    const file = found?.file ?? lookup(path)?.file ?? path
    return documentsIn(text).flatMap((content) =>
      patchIn(content, file, isObject(target) ? target : undefined),
    )
  })
}

/** A patch of operations needs its target; one that is merged names its object itself. */
function patchIn(content: unknown, file: string, target: Entries | undefined): Patch[] {
  if (Array.isArray(content))
    return target === undefined ? [] : [{ file, fields: content.flatMap(operationField), ...named(target) }]
  if (!isObject(content)) return []
  const { apiVersion: _, kind, metadata, ...rest } = content
  const { name, namespace: __, ...labels } = isObject(metadata) ? metadata : {}
  return [{ file, fields: leavesOf({ ...rest, metadata: labels }), ...named(target ?? { kind, name }) }]
}

function named({ kind, name }: Entries): Pick<Patch, 'kind' | 'name'> {
  return {
    ...(typeof kind === 'string' ? { kind } : {}),
    ...(typeof name === 'string' ? { name } : {}),
  }
}

function operationField(operation: unknown): FieldPath[] {
  const path = isObject(operation) ? operation['path'] : undefined
  if (typeof path !== 'string') return []
  const steps = path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  return [steps.filter((step) => !/^(?:\d+|-)$/.test(step))]
}

/** The fields that hold something, without the indexes of lists. */
function leavesOf(value: unknown, at: FieldPath = []): FieldPath[] {
  if (Array.isArray(value)) return value.flatMap((item) => leavesOf(item, at))
  if (!isObject(value)) return [at]
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...at, key]))
}

function textsIn(list: unknown): string[] {
  return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : []
}

function fieldsOf(text: string): Entries {
  const [first] = documentsIn(text)
  return isObject(first) ? first : {}
}

function documentsIn(text: string): unknown[] {
  return splitDocuments(text).flatMap((chunk) => {
    const parsed = parseChunk(chunk)
    return 'value' in parsed ? [parsed.value] : []
  })
}
