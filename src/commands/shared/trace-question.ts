import { parseClient } from '../../diagnose/journey/client.ts'
import { parseTarget } from '../../diagnose/journey/target.ts'
import { namespacesOf, servicesMeantBy } from '../../trace/namespaces.ts'
import { trace } from '../../trace/trace.ts'
import { serviceNameLabel } from '../../kube/endpointslice/slices.ts'
import { defined } from '../../world/defined.ts'
import { kinds as kindFacts, type Kind } from '../../world/kinds.ts'
import type { Wanted } from '../../world/part.ts'
import { behindRoutes } from './behind-routes.ts'
import { dnsKinds, dnsNamespace, servedKinds, tracedKinds } from './kinds.ts'
import type { WorldQuestion } from './read-asked.ts'
import type { Around } from './read-live.ts'

/** What `svc trace` asks: whom, and from where. */
export interface Traced {
  readonly target: string
  readonly from?: string
}

/** Whatever a packet leads through, whoever sends it. */
const ofNamespace: readonly Kind[] = ['Service', 'NetworkPolicy']
const ofDns: readonly Kind[] = [...ofNamespace, 'ConfigMap', 'DaemonSet']

/** What a trace reads of a cluster: the kinds, the namespaces that it leads through, and what it needs in any case. */
export function traceQuestion({
  target,
  from,
}: Traced): WorldQuestion & { kinds: readonly Kind[]; around: Around } {
  const read = parseTarget(target)
  const kinds =
    read?.url === undefined && read?.address === undefined && read?.routed === undefined
      ? tracedKinds
      : servedKinds
  const asked = (namespace: string) => ({ target, namespace, ...defined({ from }) })
  const around: Around = {
    others: (own) => namespacesOf(asked(own)),
    behind: (world, home) => behindRoutes(world, asked(home)),
  }
  return {
    kinds,
    around,
    reach: (own) => ({
      places: namespacesOf(asked(own)).map((namespace) => ({
        namespace,
        kinds: [...(namespace === dnsNamespace && own !== dnsNamespace ? dnsKinds : kinds), 'Event'],
      })),
      first: firstOf(asked(own), kinds),
    }),
    behind: (world, home) => behindRoutes(world, asked(home)),
    ask: (world, namespace) => trace(world, asked(namespace)),
  }
}

type TracedHere = Traced & { readonly namespace: string }

/** So that most traces are done in two or three rounds. */
function firstOf(question: TracedHere, kinds: readonly Kind[]): Wanted[] {
  const namespaces = namespacesOf(question).filter((namespace) => namespace !== dnsNamespace)
  const client = parseClient(question.from)
  const custom = kinds.filter((kind) => kindFacts[kind].custom !== undefined)
  return [
    { kind: 'Node' },
    ...namespaces.flatMap((namespace) => ofNamespace.map((kind) => ({ kind, namespace }))),
    ...custom.flatMap((kind): Wanted[] =>
      kindFacts[kind].namespaced ? namespaces.map((namespace) => ({ kind, namespace })) : [{ kind }],
    ),
    ...servicesMeantBy(question).map(({ namespace, name }) => slicesOf(namespace, name)),
    ...(client?.is === 'named' && client.kind === 'Pod'
      ? [
          {
            kind: 'Pod' as const,
            namespace: client.namespace ?? question.namespace,
            part: { names: [client.name] },
          },
        ]
      : []),
    ...(client?.is === 'outside' ? [] : dnsFirst),
  ]
}

function slicesOf(namespace: string, name: string): Wanted {
  return { kind: 'EndpointSlice', namespace, part: { labels: { [serviceNameLabel]: name } } }
}

/** The cluster's DNS, as it is called in nearly every cluster; another one is found by its address. */
const dnsFirst: readonly Wanted[] = [
  ...ofDns.map((kind) => ({ kind, namespace: dnsNamespace })),
  slicesOf(dnsNamespace, 'kube-dns'),
  { kind: 'Pod', namespace: dnsNamespace, part: { labels: { 'k8s-app': 'kube-dns' } } },
]
