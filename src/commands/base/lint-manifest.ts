import { SvcError } from '../../errors.ts'
import { lint } from '../../lint/lint.ts'
import { rules } from '../../rules/index.ts'
import type { Manifest } from '../../world/manifest.ts'
import { buildWorld, toResource, type World } from '../../world/world.ts'

const origin = { label: 'the new Service', locate: () => undefined, comments: () => [] }
const alone = [{ state: 'partial', because: 'only the new Service is known' }] as const

/**
 * Lints a manifest that svc wrote itself, alone or beside the workload that it is for.
 * Throws SvcError `usage` with the first finding that is an error, or any where it stands alone: what was asked for is
 * wrong. Out: what else there is to say.
 */
export function lintManifest(manifest: Manifest, surroundings?: World): string[] {
  const namespace = surroundings?.resources[0]?.namespace ?? 'default'
  const resource = toResource(manifest, namespace, origin)
  const others = surroundings?.resources.filter(
    ({ kind, name }) => kind !== resource.kind || name !== resource.name,
  )
  const world = buildWorld({
    resources: [resource, ...(others ?? [])],
    coverage: surroundings?.coverage ?? alone,
  })
  const found = lint(world, rules).findings.filter(
    (finding) => finding.verdict === 'broken' && finding.resource === resource,
  )
  const grave = found.find(({ severity }) => severity === 'error' || surroundings === undefined)
  if (grave !== undefined)
    throw new SvcError('usage', grave.message, { hint: grave.hint ?? `svc explain ${grave.rule}` })
  return found.map(({ message, rule }) => `${message} [${rule}]`)
}
