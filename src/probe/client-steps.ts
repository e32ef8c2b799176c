import type { Journey } from '../diagnose/journey/model.ts'
import { selectorOf } from '../kube/endpointslice/selection.ts'
import { defined } from '../world/defined.ts'
import { nameOf, type Resource } from '../world/resource.ts'
import type { Pod } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'
import { kubectl, shellLine } from '../text/shell.ts'
import { entryOf } from './entry.ts'
import { runArguments } from './created.ts'
import { podRight, streamRights } from './rights.ts'
import { clientPod, containersOf } from './running.ts'
import type { How, Plan, ProbeStep } from './plan.ts'

// proxies that take every connection of their pod
const sidecars = /^(istio-proxy|linkerd-proxy|kuma-sidecar|envoy|envoy-sidecar|consul-dataplane)$/

const what = 'look the name up and connect to each address'

/** The client's own look: in a pod of it, in a container that is added to that, or in a pod like it. */
export function clientSteps(world: World, journey: Journey, how: How): Pick<Plan, 'steps' | 'leftOut'> {
  const { caller } = journey
  const left = (because: string) => ({ steps: [], leftOut: [{ step: 'the look of the client', because }] })
  if (caller === undefined) return left('the client is not in sight')
  if (journey.senders !== undefined && entryOf(journey) === undefined)
    return left(
      'no address of the controller is known by the status of its Ingress or Gateway: only backends are looked at',
    )
  if (caller.is === 'outside' || caller.is === 'node' || caller.is === 'api-server')
    return left(`it is no pod: nothing of the cluster can look from there${byHand(journey)}`)
  const pod = clientPod(caller)
  if (pod === undefined)
    return how === 'pod' && caller.is === 'any'
      ? { steps: [podStep(world, caller.namespace)], leftOut: [] }
      : left(
          caller.is === 'any' ? 'no client is named: add --from, or --probe=pod' : 'it has no pod that runs',
        )
  if (how === 'pod') return { steps: [podStep(world, pod.namespace ?? '', pod)], leftOut: [] }
  return { steps: [how === 'debug' ? debugStep(pod) : execStep(pod)], leftOut: [] }
}

/** The step that would prove it, for whoever is at that place. */
function byHand({ legs }: Journey): string {
  const commands = legs.flatMap(({ to, port, protocol }) =>
    to.address === undefined || port === undefined || protocol !== 'TCP'
      ? []
      : [shellLine(['nc', '-zv', '-w', '3', to.address, String(port)])],
  )
  return commands.length === 0 ? '' : `; "${commands[0]}" there would prove it`
}

function clientOf(pod: Resource<Pod>) {
  const containers = containersOf(pod)
  const sidecar = [
    ...(pod.manifest.spec?.containers ?? []),
    ...(pod.manifest.spec?.initContainers ?? []),
  ].find(({ name = '' }) => sidecars.test(name))?.name
  const own = containers.filter((name) => name !== sidecar)
  return {
    namespace: pod.namespace ?? '',
    pod: pod.name,
    containers: own.length === 0 ? containers : own,
    ...(sidecar === undefined ? {} : { sidecar }),
  }
}

const proves =
  'what the client’s own resolver answers, and whether policies, kube-proxy and routes let it connect'

function execStep(pod: Resource<Pod>): ProbeStep {
  const client = clientOf(pod)
  const { namespace, containers } = client
  return {
    kind: 'client',
    how: 'exec',
    client,
    step: `${what} in ${nameOf(pod)}, with what its image has`,
    proves,
    command: kubectl(
      'exec',
      '-it',
      '-n',
      namespace,
      pod.name,
      ...(containers[0] === undefined ? [] : ['-c', containers[0]]),
      '--',
      'sh',
    ),
    rights: streamRights(namespace, 'pods/exec'),
  }
}

function debugStep(pod: Resource<Pod>): ProbeStep {
  const client = clientOf(pod)
  const { namespace } = client
  return {
    kind: 'client',
    how: 'debug',
    client,
    step: `add a container to ${nameOf(pod)} for good, and ${what} there`,
    proves,
    command: kubectl('debug', '-it', '-n', namespace, pod.name, '--image=busybox:1.37'),
    rights: [
      podRight(namespace, 'pods/ephemeralcontainers', 'patch'),
      podRight(namespace, 'pods', 'get'),
      podRight(namespace, 'pods/log', 'get'),
    ],
  }
}

function podStep(world: World, namespace: string, like?: Resource<Pod>): ProbeStep {
  const client =
    like === undefined ? { namespace, pod: '', containers: [] } : { ...clientOf(like), namespace }
  return {
    kind: 'client',
    how: 'pod',
    client,
    ...defined({ like, refusal: like && selectedUnready(world, like) }),
    step:
      like === undefined
        ? `create a pod in namespace ${namespace}, ${what} there, and delete it`
        : `create a pod with the labels and on the node of ${nameOf(like)}, ${what} there, and delete it`,
    proves: `${proves}, for a pod like the client`,
    command: kubectl(...runArguments(namespace, 'busybox:1.37')),
    rights: [
      podRight(namespace, 'pods', 'create'),
      podRight(namespace, 'pods', 'get'),
      podRight(namespace, 'pods', 'delete'),
      podRight(namespace, 'pods/log', 'get'),
    ],
  }
}

/** A Service that takes pods that are not ready would send to the new one, whatever it does. */
function selectedUnready(world: World, { namespace, manifest }: Resource<Pod>): string | undefined {
  const { labels = {} } = manifest.metadata ?? {}
  const service = world.all('Service', namespace).find((each) => {
    const selector = Object.entries(selectorOf(each.manifest) ?? {})
    const takesAll = each.manifest.spec?.publishNotReadyAddresses === true
    return takesAll && selector.length > 0 && selector.every(([key, value]) => labels[key] === value)
  })
  return (
    service &&
    `${nameOf(service)} publishes pods that are not ready, and would send to a pod with these labels: try --probe=debug`
  )
}
