import { aliasReferences } from '../kube/references/aliases.ts'
import { aliasChain } from '../kube/references/called-service.ts'
import type { Resource } from '../world/resource.ts'
import type { Service } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'
import { defined } from '../world/defined.ts'
import type { Fix } from './fix.ts'
import { missingTargets } from './missing-reference.ts'
import { faultOf, type Fault } from './reference-fault.ts'

/** Why an alias has no address. */
export interface AliasFault extends Pick<Fault, 'because' | 'absence'> {
  /** The alias whose externalName is wrong: this one, or one that it leads through. */
  readonly alias: Resource<Service>
  readonly fix?: Fix
  /** What it rests on where not all is in sight, although what was meant is, and the name is surely a slip of it. */
  readonly assumes?: string
}

/**
 * Why an alias (ExternalName) of this cluster's Services has no address: one that it leads through names a Service that is not there, or
 * they lead in a circle. Undefined where it leads to a Service, or out of the cluster.
 */
export function aliasFault(world: World, alias: Resource<Service>): AliasFault | undefined {
  const { aliases, next } = aliasChain(world, alias)
  const last = aliases.at(-1) ?? alias
  if (next !== undefined && aliases.includes(next)) return { because: 'it leads in a circle', alias: last }
  const [reference] = aliasReferences(last, world)
  const fault = reference && faultOf(world, reference)
  if (reference === undefined || fault?.fault !== 'service-missing') return undefined
  const because = `there is no Service ${reference.namespace}/${reference.name}`
  const [missing] = missingTargets(world, [reference])
  const isSlip =
    missing?.absence === 'near-miss' && missing.severity === undefined && missing.fix !== undefined
  return defined({
    absence: fault.absence,
    because,
    alias: last,
    fix: missing?.fix,
    assumes: isSlip ? `no Service ${reference.namespace}/${reference.name}` : undefined,
  })
}

/**
 * The aliases that an alias leads through until it comes to itself again, itself first; undefined where it does not. A resolver that
 * follows them gives up without an address.
 */
export function aliasCircle(
  world: World,
  alias: Resource<Service>,
): readonly Resource<Service>[] | undefined {
  const { aliases, next } = aliasChain(world, alias)
  return aliases[0] !== undefined && aliases[0] === next ? aliases : undefined
}
