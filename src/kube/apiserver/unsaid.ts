import type { Manifest } from '../../world/types/manifest.ts'
import { valueAt } from '../../world/place.ts'

/** What the server picks for a Service that does not say it, and then keeps. */
const allocatedFields = ['clusterIP', 'clusterIPs', 'ipFamilies', 'healthCheckNodePort']

/**
 * The older manifest as if the server had allocated for it what the newer one asks for.
 * Follows the fields that kubernetes pkg/registry/core/service/storage/alloc.go fills in.
 */
export function withUnsaid(before: Manifest, manifest: Manifest): Manifest {
  const then = valueAt(before, ['spec'])
  const now = valueAt(manifest, ['spec'])
  if (!isObject(then) || !isObject(now)) return before
  const saysAddress = Object.hasOwn(then, 'clusterIP') || Object.hasOwn(then, 'clusterIPs')
  const unsaid = allocatedFields.filter(
    (name) =>
      Object.hasOwn(now, name) &&
      !Object.hasOwn(then, name) &&
      !(saysAddress && name.startsWith('clusterIP')),
  )
  // no server picks it
  const luck = unsaid.filter((name) => !isNone(now[name])).map((name) => [name, now[name]])
  return { ...before, spec: { ...then, ...Object.fromEntries(luck) } } as Manifest
}

function isNone(value: unknown): boolean {
  return value === 'None' || (Array.isArray(value) && value[0] === 'None')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
