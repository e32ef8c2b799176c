import { isLikelySlip } from '../../text/nearest.ts'
import { builtInKinds, homeOfKind, kindsOfAddOns } from '../../world/built-in-kinds.ts'
import { groupOf } from '../../world/kinds.ts'
import type { FieldChange, Json } from '../../world/field-change.ts'
import type { FieldPath } from '../../world/place.ts'
import type { Manifest } from '../../world/types/manifest.ts'

/** What makes a document nearly a manifest that the API server takes, and what would be right. */
export interface Misspelling {
  readonly at: FieldPath
  /** A clause. */
  readonly because: string
  readonly right: string
  /** What makes it right. */
  readonly changes: readonly FieldChange[]
}

/**
 * A kind that no group has and that is nearly one, a kind in the group of another, no apiVersion at all, a key that is nearly
 * `metadata` or `spec`. Undefined for what is right, and for what belongs to another program.
 */
export function misspellingOf(manifest: Manifest): Misspelling | undefined {
  const { apiVersion, kind } = manifest
  const home = homeOfKind(kind)
  if (apiVersion === '')
    return home === undefined ? undefined : { ...withoutVersion(kind, home), at: ['kind'] }
  const group = groupOf(apiVersion)
  const known = kindsOfGroup(group)
  if (known === undefined) return undefined
  if (!known.includes(kind)) return misspeltKind(manifest, known) ?? wrongGroup(manifest, group, home)
  if (group === '' && apiVersion !== 'v1')
    return {
      at: ['apiVersion'],
      because: `${kind} is of v1, not of ${apiVersion}`,
      right: 'v1',
      changes: setting('apiVersion', 'v1'),
    }
  return misspeltKey(manifest)
}

/** A group may be called as what every object has. */
function kindsOfGroup(group: string): readonly string[] | undefined {
  if (Object.hasOwn(builtInKinds, group)) return builtInKinds[group]?.kinds
  return Object.hasOwn(kindsOfAddOns, group) ? kindsOfAddOns[group] : undefined
}

function withoutVersion(kind: string, home: string) {
  const right = `apiVersion: ${home}`
  const changes = setting('apiVersion', home)
  return { because: `${kind} has no apiVersion, so kubectl refuses the document`, right, changes }
}

function misspeltKind({ kind, apiVersion }: Manifest, known: readonly string[]): Misspelling | undefined {
  const right =
    known.find((name) => name.toLowerCase() === kind.toLowerCase()) ??
    known.find((name) => isLikelySlip(kind, name) || `${name}s` === kind)
  return right === undefined
    ? undefined
    : { at: ['kind'], because: `${apiVersion} has no kind "${kind}"`, right, changes: setting('kind', right) }
}

/** Only where the group is closed: Knative has a Service, too. */
function wrongGroup(
  { kind, apiVersion }: Manifest,
  group: string,
  home: string | undefined,
): Misspelling | undefined {
  if (home === undefined || !Object.hasOwn(builtInKinds, group)) return undefined
  return {
    at: ['apiVersion'],
    because: `${kind} is of ${home}, not of ${apiVersion}`,
    right: home,
    changes: setting('apiVersion', home),
  }
}

function misspeltKey(manifest: Manifest): Misspelling | undefined {
  const keys = Object.keys(manifest)
  for (const right of ['metadata', 'spec']) {
    if (keys.includes(right)) continue
    const key = keys.find((name) => isLikelySlip(name, right) || name.toLowerCase() === right)
    if (key !== undefined)
      return {
        at: [key],
        because: `"${key}" is not a field of a ${manifest.kind}; it is dropped or rejected`,
        right,
        changes: [
          { at: [key], remove: true },
          { at: [right], set: (manifest as unknown as Readonly<Record<string, Json>>)[key] ?? {} },
        ],
      }
  }
  return undefined
}

function setting(field: string, value: string): FieldChange[] {
  return [{ at: [field], set: value }]
}
