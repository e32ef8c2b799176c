import { protocolOf } from '../../kube/core/defaults.ts'
import { SvcError } from '../../errors.ts'
import { joinList } from '../../text/wording.ts'
import type { ServicePort } from '../../world/types/manifest.ts'
import { portWords } from '../port-spec.ts'

/**
 * The ports of a Service with those that the command line gives: each changes the port of its name, of its number and
 * protocol, or the only one there is, and is added where it is none of them. What it does not say stays.
 * Throws SvcError `usage` for a port without a name that could be meant to change any of several.
 */
export function mergePorts(old: readonly ServicePort[], given: readonly ServicePort[]): ServicePort[] {
  const merged = [...old]
  for (const port of given) {
    const at = placeOf(port, old, given)
    const before = at === undefined ? undefined : merged[at]
    if (at === undefined || before === undefined) merged.push(port)
    else merged[at] = { ...before, ...port }
  }
  return merged
}

/** Which of the old ports is meant; undefined for a new one. */
function placeOf(
  port: ServicePort,
  old: readonly ServicePort[],
  given: readonly ServicePort[],
): number | undefined {
  const named = port.name === undefined ? -1 : old.findIndex(({ name }) => name === port.name)
  if (named !== -1) return named
  const same = old.findIndex((other) => isSame(other, port))
  if (same !== -1) return same
  const [only, ...others] = old
  if (only === undefined) return undefined
  if (others.length === 0 && given.length === 1 && (port.name === undefined || only.name === undefined))
    return 0
  if (port.name !== undefined || given.length > 1) return undefined
  const keys = old.map((other) => other.name ?? String(other.port))
  throw new SvcError('usage', `--port ${portWords(port)} could be meant to change any of ${joinList(keys)}`, {
    hint: `write --port ${old.find(({ name }) => name !== undefined)?.name ?? 'NAME'}=${port.port} to change one, or --port NEWNAME=${port.port} to add one`,
  })
}

function isSame(a: ServicePort, b: ServicePort): boolean {
  return a.port === b.port && protocolOf(a) === protocolOf(b)
}
