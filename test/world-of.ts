import { readText } from '../src/sources/files/documents.ts'
import type { Coverage } from '../src/world/coverage.ts'
import type { Kind, Kinds } from '../src/world/kinds.ts'
import type { Manifest } from '../src/world/types/manifest.ts'
import type { Origin, Resource } from '../src/world/resource.ts'
import { toResource } from '../src/world/resource.ts'
import { buildWorld, type World } from '../src/world/world.ts'

/** Everything of every kind was listed: what is missing does not exist. */
export const complete: Coverage = { state: 'complete', because: 'everything was listed' }
export const partial: Coverage = { state: 'partial', because: 'only the given files were read' }

/** The World of one YAML text, as `svc lint FILE` reads it. */
export function worldOfYaml(text: string, coverage: readonly Coverage[] = [complete]): World {
  const read = readText('test.yaml', text, { namespace: 'default', named: true })
  return buildWorld({ ...read, coverage: [...read.coverage, ...coverage] })
}

/** The World of manifests that came from a cluster: no text, no positions. */
export function worldOf(manifests: readonly object[], coverage: readonly Coverage[] = [complete]): World {
  return buildWorld({ resources: manifests.map((manifest) => resourceOf(manifest as Manifest)), coverage })
}

export function resourceOf<M extends Manifest>(manifest: M): Resource<M> {
  return toResource(
    manifest,
    'default',
    clusterOrigin(`bed/${manifest.kind}/${manifest.metadata?.name ?? ''}`),
  )
}

/** The only resource of a kind in a World. */
export function theOnly<K extends Kind>(world: World, kind: K): Resource<Kinds[K]> {
  const [first, second] = world.all(kind)
  if (first === undefined || second !== undefined)
    throw new Error(`expected one ${kind}, not ${world.all(kind).length}`)
  return first
}

function clusterOrigin(label: string): Origin {
  return { label, locate: () => undefined, comments: () => [] }
}
