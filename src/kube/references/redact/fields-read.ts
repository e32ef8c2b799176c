import { containerStatus, podSpec } from './kept-pods.ts'
import { annotationsRead } from './kept-annotations.ts'
import { condition, metadata, type Kept } from './kept.ts'
import { valueAt } from '../../../world/place.ts'
import { shared } from '../../../world/shared-parts.ts'

/*
 * A cluster may have ten thousands of pods, and most of what the API server sends of each no verdict rests on. Kept is what a snapshot
 * keeps of it, as it is, but for what only people read: among it the names of volumes, of which the API server gives one at random to
 * each pod, so that no two of them would be the same.
 */
const { image: _image, ...status } = containerStatus
const { lastTransitionTime: _since, ...conditionRead } = condition
const [{ name: _volume, ...volume }] = podSpec.volumes
const container = { ...podSpec.containers[0], volumeMounts: [{ mountPath: true }] } as const

const kept: Readonly<Record<string, Kept>> = {
  metadata,
  spec: { ...podSpec, containers: [container], initContainers: [container], volumes: [volume] },
  status: {
    phase: true,
    reason: true,
    podIP: true,
    podIPs: [{ ip: true }],
    conditions: [conditionRead],
    containerStatuses: [status],
    initContainerStatuses: [status],
  },
}

/**
 * How to keep of the pods of one list what a verdict may rest on. What is the same in a pod and in the one before it of its owner, down
 * to a single text, is kept once: most of a cluster is copies.
 */
export function fieldsRead(): (pod: object) => object {
  const siblings = new Map<string, unknown>()
  let last: unknown
  return (item) => {
    const owner = ownerOf(item)
    last = keep(item, kept, siblings.get(owner) ?? last)
    siblings.set(owner, last)
    return last as object
  }
}

function ownerOf(pod: object): string {
  const namespace = valueAt(pod, ['metadata', 'namespace'])
  return `${String(namespace)}/${String(valueAt(pod, ['metadata', 'ownerReferences', 0, 'uid']))}`
}

/** What is of another type than it should be stays, so that it is seen. `like`: what was kept of another object in the same place. */
function keep(value: unknown, what: Kept, like: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value === like ? like : value
  if (what === 'annotations') return shared(annotationsRead(value), like)
  if (typeof what !== 'object') return shared(value, like)
  if (Array.isArray(what)) {
    const [each] = what as readonly [Kept]
    return Array.isArray(value) ? keepItems(value, each, like) : value
  }
  const fields = what as Readonly<Record<string, Kept>>
  return Array.isArray(value) || '*' in fields ? shared(value, like) : keepFields(value, fields, like)
}

function keepItems(items: readonly unknown[], what: Kept, like: unknown): readonly unknown[] {
  const others: readonly unknown[] = Array.isArray(like) ? like : []
  const left = items.map((item, index) => keep(item, what, others[index]))
  return Array.isArray(like) &&
    like.length === left.length &&
    left.every((item, index) => item === like[index])
    ? like
    : left
}

function keepFields(value: object, fields: Readonly<Record<string, Kept>>, like: unknown): object {
  const other = isRecord(like) ? like : undefined
  const left: Record<string, unknown> = {}
  let count = 0
  let isSame = other !== undefined
  for (const name in fields) {
    const rule = fields[name]
    if (rule === undefined || !Object.hasOwn(value, name)) continue
    const part = keep((value as Record<string, unknown>)[name], rule, other?.[name])
    left[name] = part
    count += 1
    if (part !== other?.[name]) isSame = false
  }
  return isSame && other !== undefined && Object.keys(other).length === count ? other : left
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
