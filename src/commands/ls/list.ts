import { findServices } from '../shared/find-services.ts'
import { endpointKinds } from '../shared/kinds.ts'
import { listedService } from '../shared/listed-service.ts'
import { Progress } from '../shared/progress.ts'
import { readWorld } from '../shared/read-world.ts'
import { selectResources } from '../shared/select-resources.ts'
import { inputsOf } from '../shared/words.ts'
import type { World } from '../../world/world.ts'
import type { WorldFlags } from '../shared/world-flags.ts'

export type Row = ReturnType<typeof listedService>

/** What there is to list now. */
interface ListedServices {
  readonly items: readonly Row[]
  readonly world: World
  readonly namespace: string
}

interface ListFlags extends WorldFlags {
  readonly selector?: string | undefined
}

/** The Services that names, paths and flags mean, each with its health. Throws SvcError. */
export async function listServices(
  { names, paths }: { readonly names: readonly string[]; readonly paths: readonly string[] },
  flags: ListFlags,
): Promise<ListedServices> {
  const only = selectResources(flags.selector)
  const read = await readWorld(paths, flags, endpointKinds)
  const found = findServices(names, read, inputsOf(paths, flags)).filter(only)
  const progress = new Progress(flags.io)
  const items = found.map((service, index) => {
    progress.at(() => `looking at Services: ${index} of ${found.length}`)
    return listedService(read.world, service)
  })
  progress.end()
  return { ...read, items }
}
