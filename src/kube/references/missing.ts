import { isSurelySlip, nearest } from '../../world/nearest.ts'
import type { World } from '../../world/world.ts'

/** What is known of a Service that a reference names and the World does not hold. */
export interface MissingService {
  /** A Service of the same namespace with nearly that name. */
  readonly meant?: string
  /** Another namespace that has one of that name. */
  readonly elsewhere?: string
  /**
   * How sure it is, in the terms of a rule: `near-miss` when the name is so surely a slip that more files would not make
   * it right, `bare` when a Service of that name may simply not be in sight.
   */
  readonly absence: 'bare' | 'near-miss'
}

/** Undefined when the Service is there. */
export function missingService(
  world: World,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): MissingService | undefined {
  if (world.get('Service', namespace, name) !== undefined) return undefined
  const [meant] = nearest(
    name,
    world.all('Service', namespace).map((service) => service.name),
  )
  const elsewhere = world.namespaces.find((other) => world.get('Service', other, name) !== undefined)
  return {
    ...(meant === undefined ? {} : { meant }),
    ...(elsewhere === undefined ? {} : { elsewhere }),
    absence: meant !== undefined && isSurelySlip(name, meant) ? 'near-miss' : 'bare',
  }
}

/**
 * Can anything be said of Services in that namespace? Of one that was not asked for and of which nothing was given, every
 * reference of a cluster-wide object would only be a doubt.
 */
export function isInSight(world: World, namespace: string): boolean {
  return world.namespaces.includes(namespace) || world.doubt(['Service'], namespace)?.state !== 'partial'
}
