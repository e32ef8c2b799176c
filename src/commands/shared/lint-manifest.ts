import { flagForField } from '../../author/refusal.ts'
import { SvcError } from '../../errors.ts'
import { lint } from '../../lint/lint.ts'
import { rules } from '../../rules/index.ts'
import { defined } from '../../world/defined.ts'
import type { Manifest } from '../../world/types/manifest.ts'
import type { Resource } from '../../world/resource.ts'
import { toResource } from '../../world/resource.ts'
import { buildWorld, type World } from '../../world/world.ts'

const origin = { label: 'the new Service', locate: () => undefined, comments: () => [] }
const alone = [{ state: 'partial', because: 'only the new Service is known' }] as const

// pods that start or crash make no Service wrong that is written for them
const passing = new Set(['endpoints-none-ready'])

/** A workload's World, and the namespace and the file that the workload is in. */
export interface WorkloadWorld {
  readonly world: World
  readonly namespace: string
  readonly file?: string
}

/**
 * Lints manifests that svc wrote itself, alone or together with the workload that they are for.
 * Throws SvcError `usage` with the first finding that is an error, or any where they are alone: what was asked for is
 * wrong, and which flag says it. Out: what else there is to say.
 */
export function lintManifests(
  manifests: readonly Manifest[],
  surroundings?: WorkloadWorld,
  kubernetesVersion?: string,
): string[] {
  const { world: around, namespace = 'default', file } = surroundings ?? {}
  // a Service for a workload belongs to what the workload is with, wherever it is written
  const written = manifests.map((manifest) =>
    toResource(manifest, namespace, { ...origin, ...defined({ file }) }),
  )
  const isReplaced = ({ kind, name, namespace }: Resource) =>
    written.some((own) => kind === own.kind && name === own.name && namespace === own.namespace)
  const others = around?.resources.filter((resource) => !isReplaced(resource))
  const world = buildWorld({
    resources: [...written, ...(others ?? [])],
    coverage: around?.coverage ?? alone,
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
