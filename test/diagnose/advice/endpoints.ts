import { aliasTo, theFirst, type Application, type Json } from '../broken-applications.ts'
import type { Row } from './rows.ts'
import { livePod } from './selectors.ts'

/** A database outside of the cluster, behind a Service without a selector. */
function database(app: Application, slice: Json = {}): void {
  app.around.push(
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'ledger' },
      spec: { clusterIP: '10.96.7.1', ports: [{ name: 'postgres', port: 5432 }] },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'ledger-1', labels: { 'kubernetes.io/service-name': 'ledger' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['192.0.2.4'] }],
      ports: [{ name: 'postgres', port: 5432, protocol: 'TCP' }],
      ...slice,
    },
  )
  app.asked = { target: 'ledger:5432', from: 'pod/client' }
}

const around = (app: Application) => database(app)
const sliceOf = ({ around: objects }: Application) =>
  objects.find(({ kind }) => kind === 'EndpointSlice') as Json
const sliceLabels = (app: Application) => (sliceOf(app)['metadata'] as Json)['labels'] as Json

/** Two pods that ask for each other before they are ready, as a cluster shows them. */
function peers(app: Application, ready: boolean): Json[] {
  const peer = `http://${app.target}-0.${app.target}.default.svc.cluster.local:${app.port}`
  app.container['args'] = [`--join=${peer}`]
  return [0, 1].map((index) => {
    const pod = livePod(app, `${app.target}-${index}`) as { metadata: Json; spec: Json; status: Json }
    pod.metadata['ownerReferences'] = [
      { apiVersion: 'apps/v1', kind: 'StatefulSet', name: app.target, uid: 'u1', controller: true },
    ]
    pod.spec = { containers: [app.container], hostname: `${app.target}-${index}`, subdomain: app.target }
    pod.status['podIPs'] = [{ ip: `10.1.0.${4 + index}` }]
    pod.status['podIP'] = `10.1.0.${4 + index}`
    pod.status['conditions'] = [{ type: 'Ready', status: ready ? 'True' : 'False' }]
    return pod
  })
}

export const endpointRows: readonly Row[] = [
  {
    what: 'a slice without the label of its Service',
    rule: 'endpoints-missing',
    around,
    put: (app) => delete sliceLabels(app)['kubernetes.io/service-name'],
  },
  {
    what: 'a slice that calls its port otherwise',
    rule: 'endpoints-port-name-differs',
    around,
    put: (app) => {
      sliceOf(app)['ports'] = [{ name: 'pg', port: 5432, protocol: 'TCP' }]
      return true
    },
  },
  {
    what: 'a slice whose port has no name',
    rule: 'endpoints-port-name-differs',
    around,
    put: (app) => {
      sliceOf(app)['ports'] = [{ port: 5432, protocol: 'TCP' }]
      return true
    },
  },
  {
    what: 'a slice without ports',
    rule: 'endpoints-without-port',
    around,
    put: (app) => {
      sliceOf(app)['ports'] = []
      return true
    },
  },
  {
    what: 'a slice for a Service of nearly that name',
    rule: 'slice-service-missing',
    around,
    put: (app) => {
      sliceLabels(app)['kubernetes.io/service-name'] = 'ledgre'
      return true
    },
  },
  {
    what: 'an endpoint with two addresses',
    rule: 'slice-several-addresses',
    around,
    put: (app) => {
      sliceOf(app)['endpoints'] = [{ addresses: ['192.0.2.4', '192.0.2.5'], conditions: { ready: true } }]
      return true
    },
    works: true,
  },
  {
    what: 'a targetPort without effect',
    rule: 'target-port-ignored',
    around,
    put: ({ around }) => {
      theFirst((theFirst(around)['spec'] as { ports: Json[] }).ports)['targetPort'] = 6432
      return true
    },
    works: true,
  },
  {
    what: 'an alias with a scheme',
    rule: 'external-name-is-an-ip',
    around: (app) => {
      app.around.push(aliasTo('billing', 'billing.example.com'))
    },
    put: ({ around }) => {
      ;(theFirst(around)['spec'] as Json)['externalName'] = 'https://billing.example.com:8443/v1'
      return true
    },
    works: true,
  },
  {
    what: 'peers that wait for each other',
    rule: 'endpoints-none-ready',
    around: (app) => {
      if (app.workload['kind'] === 'StatefulSet') app.around.push(...peers(app, true))
    },
    put: (app) => {
      app.around.splice(0, 2, ...peers(app, false))
      app.asked = { target: `${app.target}-0.${app.target}:${app.port}`, from: 'pod/client' }
      return app.workload['kind'] === 'StatefulSet'
    },
  },
  {
    what: 'endpoints on another node alone',
    rule: 'internal-policy-strands-client',
    around: (app) => {
      onNodeA(app)
      Object.assign(app.client['spec'] as Json, { nodeName: 'node-b' })
      app.client['status'] = {
        phase: 'Running',
        podIP: '10.1.1.9',
        podIPs: [{ ip: '10.1.1.9' }],
        conditions: [{ type: 'Ready', status: 'True' }],
      }
      if (app.service.spec['clusterIP'] !== 'None') app.service.spec['clusterIP'] = '10.96.7.7'
    },
    put: (app) => {
      app.service.spec['internalTrafficPolicy'] = 'Local'
      return app.service.spec['clusterIP'] !== 'None'
    },
  },
  {
    what: 'a load balancer that leaves out nodes without an endpoint',
    around: (app) => {
      onNodeA(app)
      if (app.service.spec['clusterIP'] !== 'None')
        Object.assign(app.service.spec, { type: 'NodePort', clusterIP: '10.96.7.7' })
      ;((app.service.spec['ports'] as Json[])[0] as Json)['nodePort'] = 30_080
      app.asked = { target: '192.0.2.12:30080', from: 'external' }
    },
    put: (app) => {
      app.service.spec['externalTrafficPolicy'] = 'Local'
      return app.service.spec['clusterIP'] !== 'None'
    },
  },
]

/** A running pod in the place of the workload, on one of two nodes. */
export function onNodeA(app: Application): void {
  const pod = livePod(app, `${app.target}-x2k4p`)
  ;(pod['spec'] as Json)['nodeName'] = 'node-a'
  app.workload = pod
  app.around.push(...['node-a', 'node-b'].map(nodeOf))
}

function nodeOf(name: string): Json {
  const address = name === 'node-a' ? '192.0.2.11' : '192.0.2.12'
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    status: { addresses: [{ type: 'InternalIP', address }] },
  }
}
