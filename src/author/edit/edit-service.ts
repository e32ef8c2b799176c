import { protocolOf } from '../../kube/core/defaults.ts'
import type { Service, ServicePort } from '../../world/types/manifest.ts'
import type { Intent } from '../intent.ts'
import { intentOf } from '../intent-of.ts'
import { withoutIncompatibleFields } from '../incompatible-fields.ts'
import { manifestOf, newService } from '../new-service.ts'
import { same } from './same.ts'

/** What the command line says about a Service that exists; what it does not say stays. */
export type Wishes = Partial<Omit<Intent, 'name' | 'namespace'>>

export interface EditedService {
  readonly service: Service
  /** Fields that the new type does not have. */
  readonly left: readonly string[]
}

/**
 * An existing Service with some wishes fulfilled. Fields that svc has no flag for, and values that only say the default,
 * stay as they are. Throws SvcError `usage` as `newService`.
 */
export function editService(old: Service, wishes: Wishes, kubernetesVersion?: string): EditedService {
  const before = intentOf(old)
  const wanted: Intent = {
    ...before,
    ...wishes,
    labels: { ...before.labels, ...wishes.labels },
    annotations: { ...before.annotations, ...wishes.annotations },
  }
  const { intent, left } =
    wanted.type === before.type
      ? { intent: wanted, left: [] }
      : withoutIncompatibleFields(wanted, new Set(Object.keys(wishes)))
  const [from, to] = [manifestOf(before), newService(intent, kubernetesVersion)]
  return { service: patched(old, from, to) as unknown as Service, left }
}

type ObjectFields = Readonly<Record<string, unknown>>

/** `old` with what differs between `from` and `to`. */
function patched(old: unknown, from: unknown, to: unknown): ObjectFields {
  const result: Record<string, unknown> = { ...asFields(old) }
  const [before, after] = [asFields(from), asFields(to)]
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [before[key], after[key]]
    if (same(was, is)) continue
    if (is === undefined) delete result[key]
    else if (key === 'ports') result[key] = patchedPorts(result[key], was, is)
    else if (isFields(is) && isFields(result[key])) result[key] = patched(result[key], was, is)
    else result[key] = is
  }
  return result
}

function patchedPorts(old: unknown, from: unknown, to: unknown): ObjectFields[] {
  return (to as ServicePort[]).map((port) => {
    const twin = (list: unknown) =>
      Array.isArray(list) ? (list as ServicePort[]).find((other) => isSamePort(other, port)) : undefined
    return patched(twin(old), twin(from), port)
  })
}

function isSamePort(a: ServicePort, b: ServicePort): boolean {
  return a.port === b.port && protocolOf(a) === protocolOf(b)
}

function asFields(value: unknown): ObjectFields {
  return isFields(value) ? value : {}
}

function isFields(value: unknown): value is ObjectFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
