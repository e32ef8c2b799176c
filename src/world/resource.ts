import { isNamespaced } from './kinds.ts'
import { withoutNulls } from './shapes/shape.ts'
import type { Manifest } from './types/manifest.ts'
import type { Piece } from '../text/piece.ts'
import type { FieldChange, TextEdit } from './field-change.ts'
import type { FieldPath, Location, Side } from './place.ts'

/** What names an object in every output; `namespace` is absent for cluster-scoped kinds. */
export interface ResourceId {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace?: string
  readonly name: string
}

/** A comment of a file, as written after its `#`. */
export interface SourceComment {
  readonly line: number
  readonly text: string
  /** The comment is alone on its line, so it speaks of what follows. */
  readonly alone: boolean
}

/** A patch of a kustomization, and the fields that it sets or takes out; indexes of lists are left out. */
export interface OverlayPatch {
  readonly file: string
  readonly fields: readonly FieldPath[]
}

/** What a manifest was rendered from. */
export interface Template {
  readonly file: string
  /** The same place in it; undefined where no line of it is surely the one that was rendered. */
  locate(rendered: Location): Location | undefined
}

/** Where a manifest came from. A cluster has no spans: only `label` then says where to look. */
export interface Origin {
  /** A file's path as the user gave it, or `context/namespace/Kind/name`. */
  readonly label: string
  /** The text that positions are in; of what was rendered that is no file. */
  readonly file?: string
  /** Of a manifest that was rendered; absent where what it was rendered from is not known. */
  readonly template?: Template
  /**
   * The span of a field in the file; a missing field points at the key of its deepest existing ancestor.
   * Of a value with a piece the piece is pointed at, where it is found. Undefined where the origin has no text.
   */
  locate(path: FieldPath, side: Side, piece?: Piece): Location | undefined
  /** Could a value be edited in the file without touching anything else? Absent where there is nothing to edit. */
  editable?(path: FieldPath, piece?: Piece): boolean
  /**
   * What to write in the file so that fields are made or taken out and nothing else changes; undefined where that cannot be. Absent
   * where there is nothing to edit.
   */
  rewrite?(changes: readonly FieldChange[]): readonly TextEdit[] | undefined
  /** The kustomizations whose resources it is among, by their files; absent where none is known to list it. */
  readonly appliedBy?: ReadonlySet<string>
  /** Some of them give it another name or namespace than its text says. */
  readonly isRenamed?: true
  /** What overlays change in it before it is applied; absent where none does. */
  readonly patches?: readonly OverlayPatch[]
  /** The comments inside this manifest's document. */
  comments(): readonly SourceComment[]
}

export interface Resource<M extends Manifest = Manifest> extends ResourceId {
  readonly manifest: M
  /** The manifest with its nulls, which clear a field where it is applied; absent when there are none. */
  readonly written?: M
  readonly origin: Origin
  /** The keys that occur twice in its text, of which the last one counts; absent when there are none. */
  readonly repeated?: readonly FieldPath[]
}

/** The identity of a resource without the rest, for evidence and output. */
export function idOf(resource: ResourceId): ResourceId {
  const { apiVersion, kind, namespace, name } = resource
  return namespace === undefined ? { apiVersion, kind, name } : { apiVersion, kind, namespace, name }
}

/** `Deployment prod/chat-api`, as messages name an object. */
export function nameOf(resource: ResourceId): string {
  const { kind, namespace, name } = resource
  return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`
}

/** By namespace, then name, so that what is said of the first of several does not depend on the order of documents. */
export function sortedByName<R extends ResourceId>(resources: readonly R[]): R[] {
  const keyed = resources.map((resource) => {
    const { namespace = '', name, kind } = resource
    return { resource, key: [namespace, name, kind].join('/') }
  })
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ resource }) => resource)
}

/** Names a manifest: the effective namespace is its own, or the default one where its kind has namespaces. */
export function toResource<M extends Manifest>(
  written: M,
  defaultNamespace: string,
  origin: Resource['origin'],
): Resource<M> {
  const manifest = asCoreEvent(withAddresses(withoutNulls(written)))
  const { apiVersion, kind, metadata } = manifest
  const name = metadata?.name ?? metadata?.generateName ?? ''
  const rest = { name, manifest, origin, ...(manifest === written ? {} : { written }) }
  if (!isNamespaced(manifest)) return { apiVersion, kind, ...rest }
  return { apiVersion, kind, namespace: metadata?.namespace || defaultNamespace, ...rest }
}

/**
 * A pod with one address has a list of one, as the API server stores it: Convert_v1_PodStatus_To_core_PodStatus in kubernetes
 * pkg/apis/core/v1/conversion.go.
 */
function withAddresses<M extends Manifest>(manifest: M): M {
  if (manifest.kind !== 'Pod' || manifest.apiVersion !== 'v1') return manifest
  const { status } = manifest as { readonly status?: { readonly podIP?: unknown; readonly podIPs?: unknown } }
  const { podIP, podIPs } = status ?? {}
  if (typeof podIP !== 'string' || podIP === '' || (Array.isArray(podIPs) && podIPs.length > 0))
    return manifest
  return { ...manifest, status: { ...status, podIPs: [{ ip: podIP }] } }
}

/**
 * An Event of `events.k8s.io`, as the same object is served by `v1`: Convert_v1_Event_To_core_Event in kubernetes
 * pkg/apis/events/v1/conversion.go.
 */
function asCoreEvent<M extends Manifest>(manifest: M): M {
  if (manifest.kind !== 'Event' || !manifest.apiVersion.startsWith('events.k8s.io/')) return manifest
  const { regarding, note, reportingController, ...rest } = manifest as Record<string, unknown> & M
  const { deprecatedCount, deprecatedFirstTimestamp, deprecatedLastTimestamp, deprecatedSource } = rest
  return {
    ...rest,
    apiVersion: 'v1',
    involvedObject: regarding,
    message: note,
    count: deprecatedCount,
    firstTimestamp: deprecatedFirstTimestamp,
    lastTimestamp: deprecatedLastTimestamp,
    source: deprecatedSource,
    reportingComponent: reportingController,
  } as unknown as M
}
