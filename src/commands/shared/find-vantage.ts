import { SvcError } from '../../errors.ts'
import type { Vantage } from '../../kube/proxy/model.ts'
import { nearest } from '../../text/nearest.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'

/** The namespace that `--from` names, if it names one: `shop/pod/web-1`. */
export function namespacesOfVantage(text: string): string[] {
  const [namespace = '', ...rest] = text.split('/')
  return rest.length === 2 ? [namespace] : []
}

/**
 * The client that `--from` names: `external`, `node/NAME`, `pod/NAME`, `NS/pod/NAME`, or a bare name of a pod or else of a
 * node. Throws SvcError `usage` for one that the World does not hold.
 */
export function findVantage(text: string, world: World, namespace: string): Vantage {
  if (text === 'external') return { kind: 'outside' }
  const [name = '', kind, inNamespace = namespace] = text.split('/').toReversed()
  const pod = isOf(kind, 'pod', 'po') ? world.get('Pod', inNamespace, name) : undefined
  if (pod !== undefined) return { kind: 'pod', pod }
  const node = isOf(kind, 'node', 'no') ? world.get('Node', undefined, name) : undefined
  if (node !== undefined) return { kind: 'node', name }
  const nodes = isOf(kind, 'node', 'no') ? world.all('Node') : []
  const known = [...(isOf(kind, 'pod', 'po') ? world.all('Pod', inNamespace) : []), ...nodes]
  throw new SvcError('usage', `there is no client "${text}"`, { hint: hintFor(name, known) })
}

/** Every node, then the world outside: what a matrix compares. Throws SvcError `undecided` without nodes or with too many. */
export function allVantages(world: World): Vantage[] {
  const nodes = world
    .all('Node')
    .map(({ name }) => name)
    .toSorted()
  if (nodes.length === 0) {
    const doubt = world.doubt(['Node'], undefined)
    throw new SvcError('undecided', 'there is no node to compare', {
      hint: doubt?.because ?? 'the cluster has none',
    })
  }
  if (nodes.length > mostNodes)
    throw new SvcError('usage', `${nodes.length} nodes are too many for a matrix`, {
      hint: 'ask for one with --from node/NAME',
    })
  return [...nodes.map((name) => ({ kind: 'node' as const, name })), { kind: 'outside' }]
}

// each node asks each node: a matrix of more is neither read nor printed
const mostNodes = 50

function isOf(kind: string | undefined, long: string, short: string): boolean {
  return kind === undefined || [long, short, `${long}s`].includes(kind.toLowerCase())
}

function hintFor(name: string, known: readonly Resource[]): string {
  const [meant] = nearest(
    name,
    known.map((each) => each.name),
  )
  return meant === undefined
    ? 'write pod/NAME, NAMESPACE/pod/NAME, node/NAME or external'
    : `did you mean ${meant}?`
}
