import { protocolOf } from '../kube/core/defaults.ts'
import { SvcError } from '../errors.ts'
import { whyNotServiceName } from '../kube/apiserver/names.ts'
import type { ServicePort } from '../world/types/manifest.ts'
import type { AuthoredType, Intent } from './intent.ts'

type AskedField = Exclude<keyof Intent, 'type' | 'name' | 'namespace' | 'labels' | 'annotations'>

/** The flag that says each wish. */
export const flagOf: Readonly<Record<AskedField, string>> = {
  ports: '--port',
  selector: '--selector',
  externalName: '--external-name',
  clusterIP: '--cluster-ip',
  externalIPs: '--external-ip',
  ipFamilies: '--ip-family',
  ipFamilyPolicy: '--dual-stack',
  externalTrafficPolicy: '--external-traffic-policy',
  internalTrafficPolicy: '--internal-traffic-policy',
  trafficDistribution: '--traffic-distribution',
  sessionAffinity: '--session-affinity',
  sessionAffinityTimeout: '--session-affinity',
  healthCheckNodePort: '--health-check-node-port',
  publishNotReadyAddresses: '--publish-not-ready',
  loadBalancerClass: '--lb-class',
  loadBalancerIP: '--load-balancer-ip',
  loadBalancerSourceRanges: '--source-range',
  allocateLoadBalancerNodePorts: '--no-node-ports',
}

const onlyLoadBalancer: readonly AskedField[] = [
  'loadBalancerClass',
  'loadBalancerIP',
  'loadBalancerSourceRanges',
  'allocateLoadBalancerNodePorts',
  'healthCheckNodePort',
]

/** What has no effect with a type, so that asking for both is a mistake, whether or not the API server takes it. */
const incompatibleFields: Readonly<
  Record<AuthoredType, { readonly wishes: readonly AskedField[]; readonly because: string }>
> = {
  clusterip: { wishes: onlyLoadBalancer, because: 'a ClusterIP Service has no load balancer' },
  nodeport: { wishes: onlyLoadBalancer, because: 'a NodePort Service has no load balancer' },
  loadbalancer: { wishes: [], because: '' },
  headless: {
    wishes: [
      ...onlyLoadBalancer,
      'clusterIP',
      'externalIPs',
      'externalTrafficPolicy',
      'internalTrafficPolicy',
      'trafficDistribution',
      'sessionAffinity',
    ],
    because: 'a headless Service has no virtual IP: clients get the addresses of pods from DNS',
  },
  externalname: {
    wishes: (Object.keys(flagOf) as AskedField[]).filter((wish) => wish !== 'externalName'),
    because: 'an ExternalName Service is an alias in DNS: it has no ports, no pods and no address of its own',
  },
}

/** An intent for another type without what that type does not have; `given` was just asked for, and stays. */
export function withoutIncompatibleFields(
  intent: Intent,
  given: ReadonlySet<string>,
): { intent: Intent; left: readonly string[] } {
  const takesNodePorts = intent.type === 'nodeport' || intent.type === 'loadbalancer'
  const dropped = incompatibleFields[intent.type].wishes.filter(
    (wish) => !given.has(wish) && isWished(intent, wish),
  )
  const kept = Object.fromEntries(
    Object.entries(intent).filter(([key]) => !dropped.includes(key as AskedField)),
  ) as unknown as Intent
  const ports = dropped.includes('ports') ? [] : intent.ports
  const had = !takesNodePorts && !given.has('ports') && ports.some(({ nodePort }) => nodePort !== undefined)
  return {
    intent: { ...kept, ports: had ? ports.map(({ nodePort: _nodePort, ...port }) => port) : ports },
    left: [...dropped, ...(had ? ['nodePort'] : [])],
  }
}

/** Refuses what would have no effect, or another one than its words say. Throws SvcError `usage` naming the flag. */
export function refuseIncompatibleFields(intent: Intent): void {
  const { type, name, ports, externalName } = intent
  const why = whyNotServiceName(name)
  if (why !== undefined) throw usage(`NAME (or --name) cannot be "${name}"`, `it must ${why}`)
  const { wishes, because } = incompatibleFields[type]
  const wish = wishes.find((each) => isWished(intent, each))
  if (wish !== undefined) throw usage(because, `leave out ${flagOf[wish]}, or choose another TYPE`)
  if (type === 'externalname') {
    if (externalName === undefined)
      throw usage('an ExternalName Service needs a host name', 'add --external-name HOST')
    return
  }
  if (externalName !== undefined)
    throw usage(
      '--external-name is for an ExternalName Service',
      'svc new externalname NAME --external-name HOST',
    )
  if (ports.length === 0 && type !== 'headless')
    throw usage(
      'a Service needs at least one port',
      'add --port 80, or --port 80:8080 when the pods listen on 8080',
    )
  refuseTimeoutWithoutAffinity(intent)
  refuseIncompatiblePorts(intent)
}

function isWished(intent: Intent, wish: AskedField): boolean {
  const value = intent[wish]
  if (wish === 'allocateLoadBalancerNodePorts') return value === false
  if (wish === 'sessionAffinity') return value === 'ClientIP'
  return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0)
}

function refuseTimeoutWithoutAffinity({ sessionAffinity, sessionAffinityTimeout }: Intent): void {
  if (sessionAffinityTimeout !== undefined && sessionAffinity !== 'ClientIP')
    throw usage(
      'a timeout is for clients that stay with one pod',
      'write --session-affinity client-ip=SECONDS',
    )
}

function refuseIncompatiblePorts({ type, ports, allocateLoadBalancerNodePorts }: Intent): void {
  const pairs = new Set<string>()
  const names = new Set<string>()
  for (const port of ports) {
    const pair = `${port.port}/${protocolOf(port)}`
    if (pairs.has(pair)) throw usage(`--port ${pair} is given twice`, 'give each port and protocol once')
    if (port.name !== undefined && names.has(port.name))
      throw usage(`two ports are named "${port.name}"`, 'name them apart: --port http=80 --port admin=81')
    pairs.add(pair)
    if (port.name !== undefined) names.add(port.name)
    refuseIncompatiblePort(type, port)
  }
  const fixed = ports.find(({ nodePort }) => nodePort !== undefined)?.nodePort
  if (allocateLoadBalancerNodePorts === false && fixed !== undefined)
    throw usage(
      `--no-node-ports and node port ${fixed} exclude each other`,
      `leave out --no-node-ports, or @${fixed} of --port (--node-port)`,
    )
}

function refuseIncompatiblePort(type: AuthoredType, { port, targetPort, nodePort }: ServicePort): void {
  if (nodePort !== undefined && type !== 'nodeport' && type !== 'loadbalancer')
    throw usage(
      `node port ${nodePort} needs a NodePort or LoadBalancer Service`,
      `leave out @${nodePort} of --port (--node-port), or write svc new nodeport`,
    )
  if (type === 'headless' && typeof targetPort === 'number' && targetPort !== port)
    throw usage(
      `a headless Service translates no port: clients that dial ${port} reach ${port} of the pod`,
      `write --port ${targetPort}, or choose TYPE clusterip`,
    )
}

function usage(message: string, hint: string): SvcError {
  return new SvcError('usage', message, { hint })
}
