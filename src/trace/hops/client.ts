import { serviceNamesFor } from '../../kube/dns/service-name.ts'
import { clientReferencesOf } from '../../kube/references/clients.ts'
import type { Vantage } from '../../kube/proxy/model.ts'
import { podSourceOfPod, podTemplatesOf, type PodSource } from '../../kube/workload/pod-source.ts'
import type { Kind } from '../../world/kinds.ts'
import { nearest } from '../../text/nearest.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import { quote } from '../../text/wording.ts'
import type { World } from '../../world/world.ts'
import { evidence } from '../evidence.ts'
import type { HopAnswer, HopRule, Route } from '../model.ts'
import { parseTarget } from '../target.ts'

/** kubectl's short names for what can be a client. */
const kindsByName: Readonly<Record<string, Kind>> = {
  po: 'Pod',
  pod: 'Pod',
  pods: 'Pod',
  deploy: 'Deployment',
  deployment: 'Deployment',
  deployments: 'Deployment',
  sts: 'StatefulSet',
  statefulset: 'StatefulSet',
  statefulsets: 'StatefulSet',
  ds: 'DaemonSet',
  daemonset: 'DaemonSet',
  daemonsets: 'DaemonSet',
  rs: 'ReplicaSet',
  replicaset: 'ReplicaSet',
  replicasets: 'ReplicaSet',
  job: 'Job',
  jobs: 'Job',
  cj: 'CronJob',
  cronjob: 'CronJob',
  cronjobs: 'CronJob',
  no: 'Node',
  node: 'Node',
  nodes: 'Node',
}

export const clientHop: HopRule = {
  id: 'client',
  asks: 'who asks, and from which namespace',

  answer(route) {
    const { from, namespace } = route.question
    if (from === undefined) {
      return {
        status: 'ok',
        because: `no client named: any pod of namespace ${namespace}`,
        learned: { clientNamespace: namespace },
      }
    }
    if (from === 'external') {
      return {
        status: 'ok',
        because: 'somebody outside of the cluster',
        learned: { clientNamespace: namespace, vantage: { kind: 'outside' } },
      }
    }
    const parts = from.split('/')
    const [name = '', kindName = 'pod', inNamespace = namespace] = parts.toReversed()
    const kind = Object.hasOwn(kindsByName, kindName.toLowerCase())
      ? kindsByName[kindName.toLowerCase()]
      : undefined
    if (kind === undefined || parts.length > 3) {
      return {
        status: 'unknown',
        because: `${quote(from)} names no client; write pod/NAME, deploy/NAME, node/NAME or external`,
        end: true,
      }
    }
    const resource = route.world.get(kind, kind === 'Node' ? undefined : inNamespace, name) as
      | Resource
      | undefined
    if (resource === undefined) return missing(route.world, kind, { name, namespace: inNamespace })
    return found(route, resource)
  },
}

function missing(
  world: World,
  kind: Kind,
  { name, namespace }: { name: string; namespace: string },
): HopAnswer {
  const known = (world.all(kind, kind === 'Node' ? undefined : namespace) as readonly Resource[]).map(
    (item) => item.name,
  )
  const [meant] = nearest(name, known)
  const hint = meant === undefined ? '' : `; did you mean ${quote(meant)}?`
  return {
    status: 'unknown',
    because: `there is no ${kind} ${quote(name)} in namespace ${namespace}${hint}`,
    end: true,
  }
}

function found(route: Route, resource: Resource): HopAnswer {
  const client: PodSource | undefined =
    resource.kind === 'Pod' ? podSourceOfPod(resource) : podTemplatesOf(resource)[0]
  const clientNamespace = resource.namespace ?? route.question.namespace
  const call = route.port === undefined ? callOf(route, resource, clientNamespace) : undefined
  const says = call === undefined ? '' : `, which calls ${call.portFrom.text}`
  return {
    status: 'ok',
    because: `${nameOf(resource)}${says}`,
    evidence: call === undefined ? [] : [evidence(resource, call.portFrom.path)],
    learned: {
      clientNamespace,
      ...(client === undefined ? {} : { client }),
      ...vantageOf(resource),
      ...call,
    },
  }
}

/** Of a workload any of its pods may be the one that asks. */
function vantageOf(resource: Resource): { vantage?: Vantage } {
  if (resource.kind === 'Pod') return { vantage: { kind: 'pod', pod: resource } }
  return resource.kind === 'Node' ? { vantage: { kind: 'node', name: resource.name } } : {}
}

/** The port on which the client itself calls the target, when the question names none. */
function callOf(route: Route, resource: Resource, namespace: string) {
  const target = parseTarget(route.question.target)
  const wanted = serviceNamesFor(route.world, target?.host ?? target?.service ?? '', namespace)[0]
  for (const { path, mention } of clientReferencesOf(route.world, resource)) {
    const named = serviceNamesFor(route.world, mention.host, namespace)[0]
    const same = named !== undefined && named.name === wanted?.name && named.namespace === wanted.namespace
    if (same && mention.port !== undefined) {
      return {
        port: mention.port,
        protocol: mention.protocol,
        portFrom: { resource, path, text: mention.text },
      }
    }
  }
  return undefined
}
