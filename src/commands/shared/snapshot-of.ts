import { redact } from '../../kube/references/redact/redact.ts'
import type { Snapshot } from '../../sources/files/snapshot-file.ts'
import type { Coverage, Unread } from '../../world/coverage.ts'
import { defined } from '../../world/defined.ts'
import { kinds, type Kind } from '../../world/kinds.ts'
import type { World } from '../../world/world.ts'
import { behindRoutes } from './behind-routes.ts'
import { dnsKinds, dnsNamespace } from './kinds.ts'
import type { Around, LiveResult } from './read-live.ts'

/** What `svc trace` would read besides: a question asked of the snapshot must not end at its edge. */
export const snapshotAround: Around = {
  others: () => [],
  behind: (world) => [{ namespace: dnsNamespace, kinds: dnsKinds }, ...behindRoutes(world)],
}

/** What was listed of a cluster, redacted. In: the World of that list, and when it was taken. */
export function snapshotOf(
  { result, context, serverVersion }: LiveResult,
  world: World,
  takenAt: Date,
): Snapshot {
  return {
    version: 1,
    kind: 'SvcSnapshot',
    takenAt: takenAt.toISOString(),
    context,
    ...defined({ serverVersion }),
    coverage: [...result.coverage, ...lostOf(result.unread)],
    items: result.resources.map(({ manifest, namespace = '' }) => redact(world, manifest, namespace)),
  }
}

/** Objects that could not be understood are missing in the snapshot, so their kind is not whole in it. */
function lostOf(unread: readonly Unread[]): Coverage[] {
  return unread.flatMap(({ kind, label = '', because }) =>
    kind !== undefined && Object.hasOwn(kinds, kind)
      ? { kind: kind as Kind, state: 'failed', because: `${label} ${because}` }
      : [],
  )
}
