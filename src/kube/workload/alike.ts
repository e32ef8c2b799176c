import type { Resource } from '../../world/resource.ts'
import type { Pod } from '../../world/types/manifest.ts'

/** `true`: differs from pod to pod; of lists it holds for each item. */
interface Own {
  readonly [field: string]: true | Own
}

const status = { state: { running: { startedAt: true } } } as const

/** What tells the pods of one template apart: who they are, where they run, since when, and at which address. */
const own: Own = {
  metadata: { name: true, uid: true, resourceVersion: true, creationTimestamp: true },
  spec: { nodeName: true },
  status: {
    podIP: true,
    podIPs: true,
    hostIP: true,
    hostIPs: true,
    startTime: true,
    containerStatuses: status,
    initContainerStatuses: status,
  },
}

/**
 * Whether two pods are the same in all that a program in them serves and that their labels say: only names, nodes, addresses and times
 * differ. Pods of one owner share their parts as they are read, so that little is compared.
 */
export function areAlike(one: Resource<Pod>, other: Resource<Pod>): boolean {
  const { origin, manifest } = one
  // two files may be applied apart from one another
  return origin.file === undefined && other.origin.file === undefined && isSame(manifest, other.manifest, own)
}

function isSame(one: unknown, other: unknown, apart: Own | undefined): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (Array.isArray(one)) return Array.isArray(other) && areSame(one, other, apart)
  let left = Object.keys(other).length
  // a loop without a function: it runs for each pod
  for (const name in one) {
    if (!Object.hasOwn(other, name)) return false
    left -= 1
    const rule = apart?.[name]
    if (rule === true) continue
    const mine = (one as Record<string, unknown>)[name]
    const theirs = (other as Record<string, unknown>)[name]
    if (mine !== theirs && !isSame(mine, theirs, rule)) return false
  }
  return left === 0
}

function areSame(one: readonly unknown[], other: readonly unknown[], apart: Own | undefined): boolean {
  return one.length === other.length && one.every((item, index) => isSame(item, other[index], apart))
}
