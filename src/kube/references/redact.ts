import type { Manifest } from '../../world/types/manifest.ts'
import { kindOf } from '../../world/kinds.ts'
import { resolveService } from '../dns/service-name.ts'
import type { World } from '../../world/world.ts'
import { mentionsIn } from './mentions.ts'

/** What stands where a value stood. */
const redacted = 'REDACTED'

/** Annotations that carry a whole manifest, values and all. */
const carriers = new Set(['kubectl.kubernetes.io/last-applied-configuration'])

/** Free text under these keys is what programs are given; it may hold credentials. */
const textFields = new Set(['value', 'command', 'args', 'data', 'binaryData'])

/**
 * A copy of a manifest that is safe to attach to a ticket: env values, commands, arguments and ConfigMap data keep only
 * the Services of this World that they name (`http://chat-api:8080`), everything else in them is redacted, without user
 * names, paths and queries. managedFields go, and the last applied configuration unless it is that of a Service or an
 * EndpointSlice, which holds no such values and decides what the next `kubectl apply` leaves.
 */
export function redact(world: World, manifest: Manifest, namespace: string): Manifest {
  const kind = kindOf(manifest)
  const record = kind === 'Service' || kind === 'EndpointSlice'
  const inPods = !record && kind !== 'Node'
  return copy(manifest, { world, namespace, inPods, record, text: false }, 'root') as Manifest
}

interface Scope {
  readonly world: World
  readonly namespace: string
  readonly inPods: boolean
  /** Its last applied configuration holds nothing that must go. */
  readonly record: boolean
  /** Below a field of free text. */
  readonly text: boolean
}

function copy(value: unknown, scope: Scope, key: string): unknown {
  if (typeof value === 'string') return scope.text ? keepServices(value, scope) : value
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => copy(item, scope, key))
  const entries = Object.entries(value).filter(
    ([name]) => name !== 'managedFields' && (scope.record || key !== 'annotations' || !carriers.has(name)),
  )
  return Object.fromEntries(
    entries.map(([name, item]) => [
      name,
      copy(item, { ...scope, text: scope.text || (scope.inPods && textFields.has(name)) }, name),
    ]),
  )
}

function keepServices(text: string, { world, namespace }: Scope): string {
  const kept = mentionsIn(text)
    .filter(({ host }) => resolveService(world, host, namespace) !== undefined)
    .map(
      ({ scheme, host, port }) =>
        `${scheme === undefined ? '' : `${scheme}://`}${host}${port === undefined ? '' : `:${port}`}`,
    )
  return kept.length === 0 ? redacted : kept.join(' ')
}
