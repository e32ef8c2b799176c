/** How many endpoints a zone should have a hint for. */
export interface Allocation {
  readonly minimum: number
  readonly maximum: number
  readonly desired: number
}

// no endpoint may get more than 20 % above its fair share
const overload = 0.2

/** Why the controller gives no hints to a Service in topology mode. */
export type NoAllocation = 'fewer-endpoints-than-zones' | 'overload'

/**
 * How many of `ready` endpoints each zone should get, in proportion to its CPU.
 * Follows getAllocations in kubernetes/endpointslice topologycache/topologycache.go, with its order of multiplications:
 * rounding up is sensitive to it.
 */
export function allocate(
  shares: ReadonlyMap<string, number>,
  ready: number,
): ReadonlyMap<string, Allocation> | NoAllocation {
  if (shares.size > ready) return 'fewer-endpoints-than-zones'
  const wanted = [...shares].map(([zone, share]) => {
    const fair = share * ready
    const minimum = Math.ceil(fair * (1 / (1 + overload)))
    return { zone, minimum, desired: Math.max(fair, minimum) }
  })
  const spare = ready - wanted.reduce((sum, { minimum }) => sum + minimum, 0)
  if (spare < 0) return 'overload'
  return new Map(
    wanted.map(({ zone, minimum, desired }) => [zone, { minimum, desired, maximum: minimum + spare }]),
  )
}

/** How many endpoints zones give to others. */
export interface ZoneExchange {
  readonly giving: ReadonlyMap<string, number>
  readonly receiving: ReadonlyMap<string, number>
  /** False where zones with equal claims were not all served, and the order of a Go map decided. */
  readonly certain: boolean
}

/**
 * Which zones give endpoints away and which get some, from how many endpoints are in each.
 * Follows getGivingAndReceivingZones in kubernetes/endpointslice topologycache/utils.go.
 */
export function exchange(
  allocations: ReadonlyMap<string, Allocation>,
  present: ReadonlyMap<string, number>,
): ZoneExchange {
  const surplus: Claim[] = []
  const deficit: Claim[] = []
  for (const [zone, { desired }] of allocations) {
    const here = present.get(zone) ?? 0
    if (here > desired) surplus.push(new Claim(zone, here - desired))
    else if (here < desired) deficit.push(new Claim(zone, desired - here))
  }
  for (;;) {
    const giver = greatest(surplus)
    const receiver = greatest(deficit)
    if (giver === undefined || receiver === undefined) break
    if ((giver.left < 1 && receiver.left < 1) || giver.left < 0.5 || receiver.left < 0.5) break
    giver.serve()
    receiver.serve()
  }
  return { giving: served(surplus), receiving: served(deficit), certain: fair(surplus) && fair(deficit) }
}

/** What one zone has too much of, or too little. */
class Claim {
  readonly zone: string
  left: number
  before: number
  times = 0

  constructor(zone: string, amount: number) {
    this.zone = zone
    this.left = amount
    this.before = amount
  }

  serve(): void {
    this.before = this.left
    this.left -= 1
    this.times += 1
  }
}

function greatest(claims: readonly Claim[]): Claim | undefined {
  let most: Claim | undefined
  for (const claim of claims) if (claim.left > (most?.left ?? 0)) most = claim
  return most
}

function served(claims: readonly Claim[]): ReadonlyMap<string, number> {
  return new Map(claims.filter(({ times }) => times > 0).map(({ zone, times }) => [zone, times]))
}

/** Whoever was served last must not have been equal to one who was not: then another order serves the other. */
function fair(claims: readonly Claim[]): boolean {
  return !claims.some(
    (last) => last.times > 0 && claims.some((other) => other !== last && other.left === last.before),
  )
}
