import type { Service } from '../world/types/manifest.ts'
import { formatPath } from '../world/place.ts'
import type { Resource } from '../world/resource.ts'
import type { World } from '../world/world.ts'
import { faultOf } from './reference-fault.ts'
import { foldOfReference } from './reference-journey.ts'
import type { ServiceReference } from '../kube/references/reference.ts'
import { referencesOf } from '../kube/references/references.ts'
import { sayingSo } from './server-words.ts'

/** One reference to a Service, and whether it leads there. */
export interface Dependent {
  readonly reference: ServiceReference
  /** Absent where it depends on something that no object says, or that was not read. */
  readonly ok?: boolean
  /** A clause with the Service as its subject; absent when all is well. */
  readonly because?: string
}

/**
 * Who depends on a Service: every reference of the World that means it, sorted by what refers to it, each with what is
 * wrong with it. Never throws. What the World does not hold is not there: `world.doubt` says why it may be.
 */
export function dependents(world: World, service: Resource<Service>): Dependent[] {
  return world.resources
    .flatMap((resource) => withoutRepeats(referencesOf(world, resource)))
    .filter(({ namespace, name }) => namespace === service.namespace && name === service.name)
    .toSorted((a, b) => compare(keyOf(a), keyOf(b)))
    .map((reference) => dependent(world, reference))
}

/** Of several ways to read one place, the first: what is certain comes before what is possible. */
function withoutRepeats(references: readonly ServiceReference[]): readonly ServiceReference[] {
  const seen = new Set<string>()
  return references.filter(({ path, namespace, name, possible, via }) => {
    const place = [formatPath(path), namespace, name].join(' ')
    const isNew = possible === true ? !seen.has(place) : !seen.has(`${place} ${via}`)
    seen.add(place).add(`${place} ${via}`)
    return isNew
  })
}

function keyOf({ from: { kind, namespace = '', name }, possible }: ServiceReference): string {
  return [possible === true ? 1 : 0, kind, namespace, name].join('/')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function dependent(world: World, reference: ServiceReference): Dependent {
  const fault = faultOf(world, reference)
  if (fault === undefined || getsThrough(world, reference)) return led(world, reference)
  const { depends, absence } = fault
  const because = `${fault.because}${sayingSo(world, reference, fault)}`
  if (depends === true || reference.possible === true) return { reference, because }
  const doubt = absence === undefined ? undefined : world.doubt(absence.kinds, absence.namespace)
  return doubt === undefined
    ? { reference, ok: false, because }
    : { reference, because: `${because} here, but ${doubt.because}` }
}

/** What a text names may be missing, and DNS answers otherwise: with an address that a Corefile gives the name. */
function getsThrough(world: World, reference: ServiceReference): boolean {
  return reference.kind === 'text' && foldOfReference(world, reference)?.status === 'works'
}

/** A reference that holds is no use to a client whose request does not get through, or of which nobody knows whether it does. */
function led(world: World, reference: ServiceReference): Dependent {
  const fold = foldOfReference(world, reference)
  if (fold === undefined || fold.status === 'works') return { reference, ok: true }
  const because = fold.summary
  return fold.status === 'broken' ? { reference, ok: false, because } : { reference, because }
}
