import { callerOf, clientForms, shortKinds } from '../../diagnose/journey/client.ts'
import type { Caller } from '../../diagnose/journey/model.ts'
import { SvcError } from '../../errors.ts'
import type { Via } from '../../kube/proxy/model.ts'
import { didYouMean, guesses } from '../../text/did-you-mean.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { readClient } from './read-client.ts'

export interface PacketFlags {
  readonly from?: string | undefined
  readonly matrix: boolean
  readonly via?: Via | undefined
}

/** Whether packets of a client are asked for. Throws SvcError `usage` where only their way is said. */
export function asksPackets({ from, matrix, via }: PacketFlags): boolean {
  if (from !== undefined || matrix) return true
  if (via === undefined) return false
  throw new SvcError('usage', '--via needs a client', { hint: 'add --from or --matrix' })
}

/** Whose packets `--from` and `--matrix` ask for: none, one client, or all of them. Throws SvcError as these. */
export function clientsAsked({ from, matrix }: PacketFlags, world: World, namespace: string): Caller[] {
  if (matrix) return allClients(world)
  return from === undefined ? [] : [findClient(from, world, namespace)]
}

/** The namespace that `--from` names, if it names one: `shop/pod/web-1`. */
export function namespacesOfClient(text: string | undefined): string[] {
  const client = readClient(text)
  return client.is === 'named' && client.namespace !== undefined ? [client.namespace] : []
}

/**
 * The client that `--from` names. Throws SvcError: `usage` for a text that names none or one that is not there, `undecided` where its
 * kind could not be read.
 */
export function findClient(text: string | undefined, world: World, namespace: string): Caller {
  const found = callerOf(world, readClient(text), namespace)
  if (!('missing' in found)) return found
  const near = didYouMean(nearClients(text ?? '', world, namespace))
  throw new SvcError(found.unread ? 'undecided' : 'usage', found.missing, {
    hint: near ?? `write ${clientForms}`,
  })
}

/** Clients that were read, as --from takes them: those of the same name, then near names, those of the namespace first. */
function nearClients(text: string, world: World, namespace: string): string[] {
  const name = text.slice(text.lastIndexOf('/') + 1)
  const all = shortKinds.flatMap(([short, kind]) =>
    (world.all(kind) as readonly Resource[]).map((client) => ({
      name: client.name,
      isOwn: client.namespace === undefined || client.namespace === namespace,
      written: `${client.namespace === undefined || client.namespace === namespace ? '' : `${client.namespace}/`}${short}/${client.name}`,
    })),
  )
  const names = [
    ...new Set([
      name,
      ...guesses(
        name,
        all.map((client) => client.name),
      ),
    ]),
  ]
  return names
    .flatMap((near) =>
      all
        .filter((client) => client.name === near)
        .toSorted((a, b) => Number(b.isOwn) - Number(a.isOwn))
        .map(({ written }) => written),
    )
    .slice(0, 3)
}

/** Every node, then a client outside of the cluster: what a matrix compares. Throws SvcError `undecided` without nodes, `usage` with too many. */
export function allClients(world: World): Caller[] {
  const nodes = world.all('Node').toSorted((a, b) => (a.name < b.name ? -1 : 1))
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
  const namespace = 'default'
  return [
    ...nodes.map((resource): Caller => ({
      is: 'node',
      namespace,
      resource,
      vantages: [{ kind: 'node', name: resource.name }],
    })),
    { is: 'outside', namespace, vantages: [{ kind: 'outside' }] },
  ]
}

// each node asks each node: a matrix of more is neither read nor printed
const mostNodes = 50
