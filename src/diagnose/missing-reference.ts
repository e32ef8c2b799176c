import { defined } from '../world/defined.ts'
import type { Piece } from '../text/piece.ts'
import { isLikelySlip, isSurelySlip } from '../text/nearest.ts'
import type { Resource } from '../world/resource.ts'
import { holdsNamespace } from '../world/holds-namespace.ts'
import type { World } from '../world/world.ts'
import { nearNames, nearWords, type NearNames } from './names.ts'
import { faultOf } from './reference-fault.ts'
import type { ServiceReference } from '../kube/references/reference.ts'
import { sayingSo } from './server-words.ts'

/** What is known of a Service that a reference names and the World does not hold. */
export interface MissingService extends NearNames {
  /**
   * How sure it is, in the terms of a rule: `near-miss` when what was meant is in sight, so that more files would hardly make it
   * right, `bare` when a Service of that name may simply not be in sight.
   */
  readonly absence: 'bare' | 'near-miss'
  /** Of a near miss that is likely, not sure, in a World that is partial. */
  readonly severity?: 'warning'
}

/**
 * Undefined when the Service is there. `isWritten`: the manifest that names it says its namespace itself, so that a Service of another
 * one is not merely the same name in another place of the repository.
 */
export function missingService(
  world: World,
  { namespace, name, isWritten = false }: MissingName,
): MissingService | undefined {
  if (world.get('Service', namespace, name) !== undefined) return undefined
  const { meant, elsewhere } = nearNames(world, 'Service', { namespace, name })
  const isLikely =
    meant === undefined ? isWritten && isWrittenThere(world, elsewhere, name) : isLikelySlip(name, meant)
  const isSure = meant !== undefined && isSurelySlip(name, meant)
  const isOpen = world.doubt(['Service'], namespace)?.state === 'partial'
  return defined({
    meant,
    elsewhere,
    absence: isLikely ? ('near-miss' as const) : ('bare' as const),
    severity: isLikely && !isSure && isOpen ? ('warning' as const) : undefined,
  })
}

interface MissingName {
  readonly namespace: string
  readonly name: string
  readonly isWritten?: boolean
}

function isWrittenThere(world: World, namespace: string | undefined, name: string): boolean {
  const service = namespace === undefined ? undefined : world.get('Service', namespace, name)
  return service !== undefined && hasOwnNamespace(service)
}

/** Does a manifest say its namespace itself, and no kustomization another one? */
export function hasOwnNamespace({ manifest, origin }: Resource): boolean {
  return manifest.metadata?.namespace !== undefined && origin.isRenamed !== true
}

/** What messages say of a reference to a Service that is not there. */
export interface MissingTarget extends NearNames {
  /** `namespace/name` */
  readonly service: string
  readonly via: string
  /** The words of the API server, where it is the one that looks. */
  readonly says: string
}

/**
 * What rules yield for references to Services that are not there: the name as the place, the likely slip as the fix. Nothing
 * is said of a reference that is not permitted in the first place.
 */
export function missingTargets(world: World, references: readonly ServiceReference[]) {
  return references.flatMap((reference) => {
    const { from, namespace, name, via = from.name, path: at, piece } = reference
    const fault = faultOf(world, reference)
    if (fault?.fault !== 'service-missing') return []
    // a cluster-wide object names the namespace in the reference, and so does an alias
    const namesIt = from.namespace === undefined || reference.kind === 'alias'
    const isWritten = namesIt ? from.origin.isRenamed !== true : hasOwnNamespace(from)
    const missing = missingService(world, { namespace, name, isWritten })
    if (namesIt && missing?.absence !== 'near-miss' && !isInSight(world, namespace)) return []
    const { meant, elsewhere, absence = 'bare' as const, severity } = missing ?? {}
    const data: MissingTarget = defined({
      service: `${namespace}/${name}`,
      via,
      meant,
      elsewhere,
      says: sayingSo(world, reference, fault),
    })
    const fix =
      meant === undefined
        ? undefined
        : { title: `name ${meant}`, edits: [{ resource: from, at, ...replaced(piece, meant) }] }
    return [defined({ at, piece, data, absence, severity, absentFrom: namespace, fix })]
  })
}

/** Of a host the name alone is another one; namespace and domain stay. */
function replaced(piece: Piece | undefined, meant: string) {
  return piece === undefined ? { set: meant } : { piece, replaceBy: meant }
}

/** The hint of such a finding; `across` says what it takes to refer to another namespace, if it can be done. */
export function missingHint(near: NearNames, across = ''): { readonly hint?: string } {
  return defined({ hint: nearWords(near, across) })
}

/**
 * Can anything be said of Services in that namespace? Of one that was not asked for and of which nothing was given, every
 * reference of a cluster-wide object would only be a doubt.
 */
function isInSight(world: World, namespace: string): boolean {
  return holdsNamespace(world, namespace) || world.doubt(['Service'], namespace)?.state !== 'partial'
}
