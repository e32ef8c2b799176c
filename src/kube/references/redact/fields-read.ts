import { containerStatus, podSpec } from './kept-pods.ts'
import { condition, metadata, type Kept } from './kept.ts'

/*
 * A cluster may have ten thousands of pods, and most of what the API server sends of each no verdict rests on. Kept is what a snapshot
 * keeps of it, as it is.
 */
const { image: _image, ...status } = containerStatus
const { lastTransitionTime: _since, ...conditionRead } = condition

const kept: Readonly<Record<string, Kept>> = {
  metadata,
  spec: podSpec,
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
 * How to keep of the objects of one list what a verdict may rest on; undefined for a kind of which all is kept. Parts that are the same
 * in many, as the containers of one workload, are kept once.
 */
export function fieldsRead(kind: string): ((item: object) => object) | undefined {
  if (kind !== 'Pod') return undefined
  const known = new Map<string, object>()
  return (item) => sharedParts(keep(item, kept) as Pod, known)
}

interface Pod {
  readonly metadata?: Readonly<Record<string, unknown>>
  readonly spec?: Readonly<Record<string, unknown>>
  readonly status?: Readonly<Record<string, unknown>>
}

function sharedParts(pod: Pod, known: Map<string, object>): object {
  const { metadata: meta, spec, status: now } = pod
  return {
    ...pod,
    ...(meta && { metadata: sharing(meta, ['labels', 'ownerReferences'], known) }),
    ...(spec && { spec: sharing(spec, ['containers', 'initContainers', 'volumes'], known) }),
    ...(now && { status: sharing(now, ['conditions', 'containerStatuses'], known) }),
  }
}

function sharing(
  fields: Readonly<Record<string, unknown>>,
  names: readonly string[],
  known: Map<string, object>,
): object {
  const shared: Record<string, unknown> = { ...fields }
  for (const name of names) {
    const part = fields[name]
    if (typeof part !== 'object' || part === null) continue
    const text = JSON.stringify(part)
    const first = known.get(text)
    if (first === undefined) known.set(text, part)
    else shared[name] = first
  }
  return shared
}

/** What is of another type than it should be stays, so that it is seen. */
function keep(value: unknown, what: Kept): unknown {
  if (typeof value !== 'object' || value === null || typeof what !== 'object') return value
  if (Array.isArray(what)) {
    const [each] = what as readonly [Kept]
    return Array.isArray(value) ? value.map((item) => keep(item, each)) : value
  }
  const fields = what as Readonly<Record<string, Kept>>
  if (Array.isArray(value) || '*' in fields) return value
  const left: Record<string, unknown> = {}
  for (const name in fields) {
    const rule = fields[name]
    if (rule !== undefined && Object.hasOwn(value, name))
      left[name] = keep((value as Record<string, unknown>)[name], rule)
  }
  return left
}
