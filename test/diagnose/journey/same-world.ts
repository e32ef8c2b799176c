import { readText } from '../../../src/sources/files/documents.ts'
import { buildWorld, type World } from '../../../src/world/world.ts'
import { complete, worldOf } from '../../world-of.ts'
import type { Manifest, RandomWorld } from './random-world.ts'

/** The same world told otherwise, of which nothing else may be said. */
export interface SameWorld {
  readonly what: string
  readonly world: World
  /** A name as this world has it. */
  readonly renamed: (text: string) => string
}

const unchanged = (text: string) => text

const unrelated: readonly Manifest[] = [
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'unrelated', namespace: 'shop' } },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'other', namespace: 'elsewhere' },
    spec: {
      clusterIP: '10.96.9.9',
      clusterIPs: ['10.96.9.9'],
      selector: { app: 'unrelated' },
      ports: [{ port: 80 }],
    },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'deny', namespace: 'elsewhere' },
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
  },
]

// letters change places, so that a slip stays one
const letters = new Map(
  Array.from('webapishold', (letter, index) => [letter, 'tyjkmruvcgx'.charAt(index) || letter]),
)
const names = /\b(web|wbe|api|old|older|shop|cli|caller)\b/g

function renamed(text: string): string {
  return text.replaceAll(names, (name) =>
    Array.from(name, (letter) => letters.get(letter) ?? letter).join(''),
  )
}

/** Reversed with something unrelated; with other names; in a file for each document, in one folder or several. One of them each time: worlds are many. */
export function othersThan({ manifests, refused }: RandomWorld, which = manifests.length % 4): SameWorld[] {
  const seen = manifests.filter(({ kind }) => !refused.some((each) => each === kind))
  const refusals = refused.map((kind) => ({ kind, state: 'forbidden', because: 'not allowed' }) as const)
  const coverage = [complete, ...refusals]
  if (which === 0) {
    const world = worldOf([...seen, ...unrelated].toReversed(), coverage)
    return [{ what: 'order of documents', world, renamed: unchanged }]
  }
  if (which === 1) {
    const world = worldOf(JSON.parse(renamed(JSON.stringify(seen))) as object[], coverage)
    return [{ what: 'other names', world, renamed }]
  }
  const folders = which === 2 ? [''] : ['base/', 'apps/', 'policies/']
  const read = seen.map((manifest, index) =>
    readText(`${folders[index % folders.length]}part-${index}.yaml`, JSON.stringify(manifest), {
      namespace: 'default',
      named: true,
    }),
  )
  const world = buildWorld({
    resources: read.flatMap(({ resources }) => resources),
    unread: read.flatMap(({ unread }) => unread),
    coverage,
  })
  return [
    {
      what: which === 2 ? 'a file for each document' : 'a file for each document, in several folders',
      world,
      renamed: unchanged,
    },
  ]
}
