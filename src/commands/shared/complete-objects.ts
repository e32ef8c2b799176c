import { workloadKinds, type Kind } from '../../world/kinds.ts'
import type { World } from '../../world/world.ts'
import type { Io } from './io.ts'
import { readWorld } from './read-world.ts'
import { splitWords } from './words.ts'

/** Of a kubeconfig. */
type InKubeconfig = 'contexts' | 'clusters' | 'users'

export type Sought = InKubeconfig | 'namespaces' | 'services' | 'clients'

// at a prompt: a cluster that is slower is not waited for
const longest = '300ms'

const kindsOf: Readonly<Record<Exclude<Sought, InKubeconfig>, readonly Kind[]>> = {
  namespaces: ['Namespace'],
  services: ['Service'],
  clients: ['Pod', ...workloadKinds],
}

/** Names of objects in the files or the cluster that typed words name. Throws SvcError where nothing can be read in time. */
export async function objectsOf(what: Sought, typed: readonly string[], io: Io): Promise<string[]> {
  const valueOf = (...names: string[]) => {
    const at = typed.findLastIndex((word) => names.includes(word))
    const joined = typed.find((word) => names.some((name) => word.startsWith(`${name}=`)))
    return at === -1 ? joined?.slice(joined.indexOf('=') + 1) : typed[at + 1]
  }
  const kubeconfig = valueOf('--kubeconfig')
  if (isInKubeconfig(what)) return kubeconfigNames(what, kubeconfig, io)
  const file = valueOf('-f', '--filename')
  const paths = [...splitWords(typed).paths, ...(file === undefined ? [] : [file])].filter(
    (path) => path !== '-',
  )
  const isFile = paths.length > 0
  const { world, namespace } = await readWorld(
    [...new Set(paths)],
    {
      kubeconfig: isFile ? undefined : kubeconfig,
      context: isFile ? undefined : valueOf('--context'),
      namespace: valueOf('-n', '--namespace'),
      'all-namespaces': what === 'namespaces' || typed.includes('-A'),
      complete: false,
      'request-timeout': longest,
      timeout: longest,
      io,
    },
    kindsOf[what],
  )
  return namesIn(world, what, namespace)
}

function namesIn(world: World, what: Exclude<Sought, InKubeconfig>, own: string): string[] {
  if (what === 'namespaces') {
    const known = world.resources.flatMap(({ namespace = [] }) => namespace)
    return [...world.all('Namespace').map(({ name }) => name), ...known]
  }
  if (what === 'services')
    return world
      .all('Service')
      .map(({ name, namespace }) => (namespace === own ? name : `${namespace}/${name}`))
  const clients = kindsOf.clients.flatMap((kind) => world.all(kind))
  // a pod that a workload made is one of many: its workload is the client that people know
  const named = clients
    .filter(({ manifest }) => (manifest.metadata?.ownerReferences ?? []).length === 0)
    .map(({ kind, name, namespace }) => {
      const word = `${shortKinds[kind] ?? kind.toLowerCase()}/${name}`
      return namespace === own ? word : `${namespace}/${word}`
    })
  return [...named, 'external']
}

const shortKinds: Readonly<Record<string, string>> = { Deployment: 'deploy' }

function isInKubeconfig(what: Sought): what is InKubeconfig {
  return what === 'contexts' || what === 'clusters' || what === 'users'
}

async function kubeconfigNames(what: InKubeconfig, file: string | undefined, { env }: Io): Promise<string[]> {
  const { readKubeconfig } = await import('../../sources/cluster/kubeconfig.ts')
  return [...((await readKubeconfig(file, env))?.[what].keys() ?? [])]
}
