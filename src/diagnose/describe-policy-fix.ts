import type { Json } from '../world/field-change.ts'
import { formatPath, type FieldPath } from '../world/place.ts'
import { proposed, type Fix } from './fix.ts'
import type { Change } from './policy-fix.ts'

/** A change in words, as an order: `set .spec.ingress[0].ports[0].port to 8080`, `add {port: 8080} to .spec.ingress[0].ports`. */
export function describeChange(change: Change): string {
  if ('newPolicy' in change) {
    const { metadata, spec } = change.newPolicy
    return `add a NetworkPolicy to namespace ${metadata?.namespace ?? ''} with spec: ${inFlowStyle(spec)}`
  }
  const { op, at, value } = change.edit
  if (op === 'replace') return `set ${formatPath(at)} to ${inFlowStyle(value)}`
  const list = at.at(-1) === '-'
  return list
    ? `add ${inFlowStyle(value)} to ${formatPath(at.slice(0, -1))}`
    : `add ${formatPath(at)}: ${inFlowStyle(value)}`
}

/** The field that is edited, or the list that gains a member: what can be located. */
export function placeOfChange({ at }: { readonly at: FieldPath }): FieldPath {
  return at.at(-1) === '-' ? at.slice(0, -1) : at
}

/**
 * A change as the fix of a policy; undefined for a policy more. One that opens the policy to more than what its rules name is only
 * proposed.
 */
export function fixOfChange(change: Change): Fix | undefined {
  if ('newPolicy' in change) return undefined
  const { op, at, value } = change.edit
  const edits = [{ resource: change.policy, at, set: value as Json }]
  const fix = { title: describeChange(change), edits }
  return op === 'replace' && typeof value !== 'object' ? fix : proposed(fix)
}

/** YAML on one line, to be pasted. */
export function inFlowStyle(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => inFlowStyle(item)).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => `${plain(key)}: ${inFlowStyle(item)}`)
    return `{${entries.join(', ')}}`
  }
  return typeof value === 'string' ? plain(value) : JSON.stringify(value)
}

/** In quotes where YAML could take it for something else than a text. */
function plain(text: string): string {
  const isWord = /^[A-Za-z][\w./-]*$/.test(text) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(text)
  return isWord ? text : JSON.stringify(text)
}
