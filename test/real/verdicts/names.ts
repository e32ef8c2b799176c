import {
  client,
  deployment,
  headless,
  pod,
  service,
  slice,
  statefulSet,
  toPort,
  withoutSelector,
} from './objects.ts'
import type { VerdictScenario } from './scenario.ts'

const web = [deployment('web', { probe: 8080 }), service('web')]
const resolverOfCluster = '10.96.0.10'

/** What a client calls, and what its resolver and the cluster's DNS make of it. */
export const nameScenarios: readonly VerdictScenario[] = [
  { name: 'short name', objects: [...web, client()], target: 'http://web', requests: 'all answered' },
  {
    name: 'name and namespace',
    objects: [...web, client()],
    target: 'http://web.$NS',
    requests: 'all answered',
  },
  {
    name: 'full name',
    objects: [...web, client()],
    target: 'http://web.$NS.svc.cluster.local',
    requests: 'all answered',
  },
  {
    name: 'full name with a final dot',
    objects: [...web, client()],
    target: 'http://web.$NS.svc.cluster.local.',
    requests: 'all answered',
  },
  {
    name: 'a name with a slip',
    objects: [...web, client()],
    target: 'http://wbe',
    requests: 'none answered',
    hop: 'name',
  },
  {
    name: 'a Service of another namespace by its short name',
    objects: [...web, client()],
    target: 'https://kubernetes',
    requests: 'none answered',
    hop: 'name',
  },
  {
    name: 'a host alias that pins another address',
    objects: [...web, client({ spec: { hostAliases: [{ ip: '10.96.255.77', hostnames: ['web'] }] } })],
    target: 'http://web',
    requests: 'none answered',
    hop: ['name', 'service', 'virtual-ip'],
    verdict: ['broken', 'undecided'],
  },
  {
    name: 'a host alias that pins the right address',
    objects: [
      deployment('web', { probe: 8080 }),
      service('web', { clusterIP: '10.96.201.7' }),
      client({ spec: { hostAliases: [{ ip: '10.96.201.7', hostnames: ['shop.example'] }] } }),
    ],
    target: 'http://shop.example',
    requests: 'all answered',
  },
  {
    name: 'a resolver that is not the cluster’s',
    objects: [...web, client({ spec: { dnsPolicy: 'None', dnsConfig: { nameservers: ['9.9.9.9'] } } })],
    target: 'http://web.$NS.svc.cluster.local',
    requests: 'none answered',
    hop: 'name',
  },
  {
    name: 'the cluster’s resolver without a search list, short name',
    objects: [
      ...web,
      client({ spec: { dnsPolicy: 'None', dnsConfig: { nameservers: [resolverOfCluster] } } }),
    ],
    target: 'http://web',
    requests: 'none answered',
    hop: 'name',
    // the bed's Corefile has a template, which may answer any name
    verdict: ['broken', 'undecided'],
  },
  {
    name: 'the cluster’s resolver without a search list, full name',
    objects: [
      ...web,
      client({ spec: { dnsPolicy: 'None', dnsConfig: { nameservers: [resolverOfCluster] } } }),
    ],
    target: 'http://web.$NS.svc.cluster.local',
    requests: 'all answered',
  },
  {
    name: 'ndots of one',
    objects: [...web, client({ spec: { dnsConfig: { options: [{ name: 'ndots', value: '1' }] } } })],
    target: 'http://web.$NS',
    requests: 'all answered',
    // musl would stop at the first answer, and nothing says what the image has
    verdict: ['works', 'undecided'],
  },
  {
    name: 'host network with the default policy of DNS',
    objects: [...web, client({ spec: { hostNetwork: true }, node: 'n1' })],
    target: 'http://web.$NS.svc.cluster.local',
    requests: 'none answered',
    hop: 'name',
    verdict: ['broken', 'undecided'],
  },
  {
    name: 'host network with ClusterFirstWithHostNet',
    objects: [
      ...web,
      client({ spec: { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' }, node: 'n1' }),
    ],
    target: 'http://web',
    requests: 'all answered',
  },
  {
    name: 'localhost, and no container serves there',
    objects: [...web, client()],
    target: 'http://localhost:8080',
    requests: 'none answered',
    hop: ['name', 'pod', 'port'],
  },
  {
    name: 'an alias of a Service',
    objects: [...web, aliasOf('web.$NS.svc.cluster.local'), client()],
    target: 'http://old',
    requests: 'all answered',
  },
  {
    name: 'an alias of a Service that does not exist',
    objects: [...web, aliasOf('wbe.$NS.svc.cluster.local'), client()],
    target: 'http://old',
    requests: 'none answered',
    hop: ['name', 'service'],
    errors: ['external-name-missing-service'],
  },
  {
    name: 'an alias on a port that the Service behind it does not have',
    objects: [...web, aliasOf('web.$NS.svc.cluster.local'), client()],
    target: 'http://old:8080',
    requests: 'none answered',
    hop: 'service',
  },
  {
    name: 'SRV of a named port',
    objects: [...web, client()],
    target: '_http._tcp.web.$NS.svc.cluster.local',
    srv: true,
    requests: 'all answered',
  },
  {
    name: 'SRV of a port that has no name',
    objects: [
      deployment('web', { probe: 8080 }),
      service('web', { ports: [{ port: 80, targetPort: 8080 }] }),
      client(),
    ],
    target: '_http._tcp.web.$NS.svc.cluster.local',
    srv: true,
    requests: 'none answered',
    hop: 'name',
  },
  {
    name: 'headless, on the port of the pods',
    objects: [
      deployment('web', { probe: 8080 }),
      service('web', { ...headless, ...toPort(8080, 8080) }),
      client(),
    ],
    target: 'http://web:8080',
    requests: 'all answered',
  },
  {
    name: 'headless, on a port that the Service would translate',
    objects: [deployment('web', { probe: 8080 }), service('web', { ...headless, ...toPort(8080) }), client()],
    target: 'http://web',
    requests: 'none answered',
    hop: ['service', 'port'],
    verdict: ['broken', 'undecided'],
    warnings: ['headless-target-port-ignored'],
  },
  {
    name: 'headless, none ready',
    objects: [
      deployment('web', { probe: { port: 8080, path: '/nothing' } }),
      service('web', { ...headless, ...toPort(8080, 8080) }),
      client(),
    ],
    states: { web: 'not ready' },
    target: 'http://web:8080',
    requests: 'none answered',
    hop: ['name', 'endpoints'],
    errors: ['endpoints-none-ready'],
  },
  {
    name: 'headless and published before it is ready',
    objects: [
      deployment('web', { probe: { port: 8080, path: '/nothing' } }),
      service('web', { ...headless, ...toPort(8080, 8080), publishNotReadyAddresses: true }),
      client(),
    ],
    states: { web: 'not ready' },
    target: 'http://web:8080',
    requests: 'all answered',
    verdict: ['works', 'undecided'],
  },
  {
    name: 'headless without ports',
    objects: [deployment('web', { probe: 8080 }), service('web', { ...headless, ports: [] }), client()],
    target: 'http://web:8080',
    requests: 'all answered',
  },
  {
    name: 'one pod of a StatefulSet by its name',
    objects: [
      statefulSet('db', 'db', { probe: 8080 }),
      service('db', { ...headless, ...toPort(8080, 8080) }),
      client(),
    ],
    target: 'http://db-1.db:8080',
    requests: 'all answered',
  },
  {
    // nothing of the Service is in the way: the port is one that it does not have
    name: 'one pod by its name below a Service with an address',
    objects: [statefulSet('db', 'db', { probe: 8080 }), service('db'), client()],
    target: 'http://db-1.db.$NS.svc.cluster.local:8080',
    requests: 'all answered',
  },
  {
    name: 'a pod of a StatefulSet that is beyond its replicas',
    objects: [
      statefulSet('db', 'db', { probe: 8080 }),
      service('db', { ...headless, ...toPort(8080, 8080) }),
      client(),
    ],
    target: 'http://db-7.db:8080',
    requests: 'none answered',
    hop: 'name',
  },
  {
    name: 'a pod of a StatefulSet that names another Service',
    objects: [
      statefulSet('db', 'db-headless', { probe: 8080 }),
      service('db', { ...headless, ...toPort(8080, 8080) }),
      client(),
    ],
    target: 'http://db-0.db:8080',
    requests: 'none answered',
    hop: 'name',
    errors: ['stateful-set-service-missing'],
  },
  {
    name: 'a name of a headless Service written by hand',
    objects: [
      pod('db', { probe: 8080 }),
      service('db', { ...withoutSelector, ...headless, ...toPort(8080, 8080) }),
      slice('db', { addresses: ['$POD(db)'] }),
      client(),
    ],
    target: 'http://db:8080',
    requests: 'all answered',
  },
]

function aliasOf(externalName: string) {
  return service('old', { type: 'ExternalName', externalName, selector: null, ports: null })
}
