import { flagForField } from '../../author/refusal.ts'
import { SvcError } from '../../errors.ts'
import { lint } from '../../lint/lint.ts'
import { rules } from '../../rules/index.ts'
import { defined } from '../../world/defined.ts'
import type { Manifest } from '../../world/manifest.ts'
import { buildWorld, toResource, type World } from '../../world/world.ts'

const origin = { label: 'the new Service', locate: () => undefined, comments: () => [] }
const alone = [{ state: 'partial', because: 'only the new Service is known' }] as const

// pods that start or crash make no Service wrong that is written for them
const passing = new Set(['endpoints-none-ready'])

/**
 * Lints manifests that svc wrote itself, alone or beside the workload that they are for.
 * Throws SvcError `usage` with the first finding that is an error, or any where they stand alone: what was asked for is
 * wrong, and which flag says it. Out: what else there is to say.
 */
export function lintManifests(
  manifests: readonly Manifest[],
  surroundings?: World,
  kubernetesVersion?: string,
): string[] {
  const namespace = surroundings?.resources[0]?.namespace ?? 'default'
  const written = manifests.map((manifest) => toResource(manifest, namespace, origin))
  const others = surroundings?.resources.filter(
    ({ kind, name }) => !written.some((resource) => kind === resource.kind && name === resource.name),
  )
  const world = buildWorld({
    resources: [...written, ...(others ?? [])],
    coverage: surroundings?.coverage ?? alone,
    ...defined({ kubernetesVersion }),
  })
  const { findings } = lint(world, rules, { only: (resource) => written.includes(resource) })
  const found = findings.filter(({ verdict }) => verdict === 'broken')
  const grave = found.find(
    ({ rule, severity }) => !passing.has(rule) && (severity === 'error' || surroundings === undefined),
  )
  if (grave !== undefined)
    throw new SvcError('usage', grave.message, {
      hint: `change ${flagForField(grave.path)}: ${grave.hint ?? `svc explain ${grave.rule}`}`,
    })
  return found.map(({ message, rule }) => `${message} [${rule}]`)
}
