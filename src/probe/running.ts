import type { Caller } from '../diagnose/journey/model.ts'
import type { Resource } from '../world/resource.ts'
import type { Pod } from '../world/types/manifest.ts'

/** The containers of a pod in which something can be run: those that run, the one that kubectl would choose first. */
export function containersOf({ manifest }: Resource<Pod>): string[] {
  const chosen = manifest.metadata?.annotations?.['kubectl.kubernetes.io/default-container']
  const names = (manifest.spec?.containers ?? []).flatMap(({ name }) => name ?? [])
  const running = names.filter(
    (name) =>
      manifest.status?.containerStatuses?.find((each) => each.name === name)?.state?.running !== undefined,
  )
  const usable = running.length === 0 ? names : running
  return usable.toSorted((a, b) => Number(b === chosen) - Number(a === chosen))
}

/** The pod in which a client is looked through: one that runs. */
export function clientPod({ vantages }: Caller): Resource<Pod> | undefined {
  return vantages.flatMap((each) => (each.kind === 'pod' && each.pod !== undefined ? [each.pod] : []))[0]
}
