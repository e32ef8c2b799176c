import { defined } from '../../world/defined.ts'
import { kindOf } from '../../world/kinds.ts'
import type { Manifest } from '../../world/types/manifest.ts'
import type { InvalidlyTyped } from '../../world/invalid-type.ts'
import { valueAt, type FieldPath, type Side } from '../../world/place.ts'
import type { Resource } from '../../world/resource.ts'
import type { UpdateBy, World } from '../../world/world.ts'
import { asFirstApplied } from './apply.ts'
import {
  verdictOnEndpointSlice,
  verdictOnEndpointSliceApply,
  verdictOnEndpointSliceUpdate,
} from './check-endpoint-slice.ts'
import {
  verdictOnService,
  verdictOnServiceApply,
  verdictOnServiceUpdate,
  type ServerVerdict,
} from './check-service.ts'
import { factsOf, type Facts } from './facts.ts'
import { typeError } from './decode.ts'
import { formatField, type FieldError } from './field-error.ts'
import { nearestVersion, newestVersion } from '../core/versions.ts'
import { isPlainService } from './plain-service.ts'
import { withUnsaid } from './unsaid.ts'

/** A verdict, the version whose API server gives it, and what the object replaces. */
export interface VerdictInWorld extends ServerVerdict {
  readonly version: string
  /** What is in its place until then: older files or a cluster say so. */
  readonly before?: Resource
  /** Errors that rest on what the server once allocated, which the older files do not say. */
  readonly doubtful: readonly FieldError[]
}

/** What the API server of the World's version says to a Service or an EndpointSlice: to a new one, or to a change. */
export function verdictIn(world: World, resource: Resource): VerdictInWorld {
  return world.derived(verdictFor, resource)
}

function verdictFor(world: World, resource: Resource): VerdictInWorld {
  const before = replacedBy(world, resource)
  const change = { manifest: asWritten(resource), before: before && inPlace(before), by: world.updateBy }
  return new Judged(change, world.derived(serverOf), before)
}

class Judged implements VerdictInWorld {
  readonly errors: readonly FieldError[]
  readonly warnings: ServerVerdict['warnings']
  readonly version: string
  readonly before?: Resource
  readonly doubtful: readonly FieldError[]
  readonly #change: ManifestChange
  readonly #facts: Facts

  constructor(change: ManifestChange, { facts, version }: ServerOfWorld, before: Resource | undefined) {
    const isPlain = before === undefined && isPlainService(change.manifest)
    const { errors, warnings } = isPlain ? accepted : judge(change, facts)
    this.errors = errors
    this.warnings = warnings
    this.version = version
    if (before !== undefined) this.before = before
    this.doubtful = doubtfulOf(errors, change, facts)
    this.#change = change
    this.#facts = facts
  }

  // judged once more where it is asked for: to keep what was decoded for it would take as much as all manifests
  get defaulted(): ServerVerdict['defaulted'] {
    return judge(this.#change, this.#facts).defaulted
  }
}

const accepted: ServerVerdict = { errors: [], warnings: [] }

interface ServerOfWorld {
  readonly facts: Facts
  readonly version: string
}

function serverOf({ kubernetesVersion = newestVersion }: World): ServerOfWorld {
  return { facts: factsOf({ kubernetesVersion }), version: nearestVersion(kubernetesVersion) }
}

/** What the API server says to a manifest with a field of a wrong type; of a kind that is not predicted, to that field. */
export function refusalsOf(
  world: World,
  invalidTypes: InvalidlyTyped,
): { readonly errors: readonly FieldError[]; readonly isChange: boolean } {
  const { manifest, written, invalidType } = invalidTypes
  const kind = kindOf(manifest)
  if (kind !== 'Service' && kind !== 'EndpointSlice')
    return { errors: [typeError(invalidType.because, invalidType.path)], isChange: false }
  const facts = factsOf(defined({ kubernetesVersion: world.kubernetesVersion }))
  const before = replacedBy(world, invalidTypes)
  const { errors } = judge(
    { manifest: written, before: before && inPlace(before), by: world.updateBy },
    facts,
  )
  const same = formatField(invalidType.path)
  const isSame = ({ type, field, at }: FieldError) =>
    (type === 'Decode' || field === 'patch') && formatField(at) === same
  return {
    errors: errors.map((error) => (isSame(error) ? { ...error, detail: invalidType.because } : error)),
    isChange: before !== undefined,
  }
}

/** The object of the same name that a resource is to replace. */
function replacedBy({ before }: World, { manifest, namespace, name }: Resource): Resource | undefined {
  const kind = kindOf(manifest)
  return kind === undefined || !manifest.metadata?.name ? undefined : before?.get(kind, namespace, name)
}

interface ManifestChange {
  readonly manifest: Manifest
  readonly before?: Manifest | undefined
  readonly by?: UpdateBy | undefined
}

const verdicts = {
  Service: { create: verdictOnService, replace: verdictOnServiceUpdate, apply: verdictOnServiceApply },
  EndpointSlice: {
    create: verdictOnEndpointSlice,
    replace: verdictOnEndpointSliceUpdate,
    apply: verdictOnEndpointSliceApply,
  },
}

/** A stored object is no new one: it is asked whether it could be put in its own place. */
function judge({ manifest, before, by = 'apply' }: ManifestChange, facts: Facts): ServerVerdict {
  const ask = verdicts[manifest.kind === 'Service' ? 'Service' : 'EndpointSlice']
  if (isStored(manifest)) return ask.replace(manifest, manifest, facts)
  if (before === undefined) return ask.create(manifest, facts)
  if (by === 'replace') return ask.replace(before, manifest, facts)
  return ask.apply(isStored(before) ? before : asFirstApplied(before), manifest, facts)
}

/** Those that would not be, had the server allocated for the older manifest what the newer one asks for. */
function doubtfulOf(
  errors: readonly FieldError[],
  change: ManifestChange,
  facts: Facts,
): readonly FieldError[] {
  const { manifest, before, by } = change
  if (errors.length === 0 || before === undefined || isStored(before) || isStored(manifest)) return []
  const lucky = judge({ manifest, before: withUnsaid(before, manifest), by }, facts)
  const sure = new Set(lucky.errors.map(({ type, field }) => `${type} ${field}`))
  return errors.filter(({ type, field }) => !sure.has(`${type} ${field}`))
}

/** With the namespace that it is in. */
function inPlace(resource: Resource): Manifest {
  const manifest = asWritten(resource)
  const { namespace } = resource
  if (namespace === undefined || manifest.metadata?.namespace) return manifest
  return { ...manifest, metadata: { ...manifest.metadata, namespace } }
}

function asWritten({ manifest, written = manifest }: Resource): Manifest {
  return written
}

/** Did an API server write this? */
export function isStored(manifest: unknown): boolean {
  const uid = valueAt(manifest, ['metadata', 'uid'])
  return typeof uid === 'string' && uid !== ''
}

/**
 * Where a manifest shows what the server objects to: the singular clusterIP for the plural one that it stands for, or the
 * families that do not go with addresses that the server allocated.
 */
export function placeIn(manifest: Manifest, at: FieldPath): { readonly at: FieldPath; readonly side: Side } {
  const isAddress = at[1] === 'clusterIPs' && valueAt(manifest, ['spec', 'clusterIPs']) === undefined
  const field = isAddress
    ? ['clusterIP', 'ipFamilies'].find((name) => valueAt(manifest, ['spec', name]) !== undefined)
    : undefined
  const place = isAddress ? ['spec', field ?? 'clusterIP'] : at
  // a list or a mapping is found by its key
  return { at: place, side: typeof valueAt(manifest, place) === 'object' ? 'key' : 'value' }
}
