import type { ConfigMap, Container } from '../../world/types/manifest.ts'
import type { FieldPath } from '../../world/place.ts'
import type { Resource } from '../../world/resource.ts'
import type { PodSource } from '../workload/pod-source.ts'

/** A string of a manifest that a program reads when it runs, and where it stands. */
export interface ProgramText {
  readonly path: FieldPath
  readonly text: string
}

/** Environment values, commands and arguments of all containers of a pod; values taken from Secrets are never seen. */
export function textsOfPod({ path, spec }: PodSource): ProgramText[] {
  const of = (field: 'containers' | 'initContainers') =>
    (spec[field] ?? []).flatMap((container, index) =>
      textsOfContainer(container, [...path, 'spec', field, index]),
    )
  return [...of('containers'), ...of('initContainers')]
}

/** The values of a ConfigMap. */
export function textsOfConfigMap({ manifest }: Resource<ConfigMap>): ProgramText[] {
  return Object.entries(manifest.data ?? {}).map(([key, text]) => ({ path: ['data', key], text: text ?? '' }))
}

function textsOfContainer(container: Container, path: FieldPath): ProgramText[] {
  const env = (container.env ?? []).flatMap(({ value }, index) =>
    value ? [{ path: [...path, 'env', index, 'value'], text: value }] : [],
  )
  const words = (field: 'command' | 'args') =>
    (container[field] ?? []).map((text, index) => ({ path: [...path, field, index], text }))
  return [...env, ...words('command'), ...words('args')]
}
