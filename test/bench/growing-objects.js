// Makes the objects that the dimensions of growth consist of.

export const namespace = 'shop'

export const onePort = [{ name: 'http', port: 80, targetPort: 'http' }]

export function times(count, make) {
  return Array.from({ length: count }, (_, index) => make(index))
}

export function head(kind, name, apiVersion = 'v1') {
  return { apiVersion, kind, metadata: { name, namespace } }
}

export function inNamespace(object, other) {
  return { ...object, metadata: { ...object.metadata, namespace: other } }
}

export function service(name, spec = { selector: { app: name }, ports: onePort }) {
  return { ...head('Service', name), spec }
}

const probe = { httpGet: { path: '/healthz', port: 'http' } }
const httpPort = [{ name: 'http', containerPort: 8080 }]

function template(app, { env, ports = httpPort } = {}) {
  return {
    metadata: { labels: { app, tier: 'serving' } },
    spec: {
      containers: [{ name: 'server', image: 'example.com/server:1', env, ports, readinessProbe: probe }],
    },
  }
}

export function deployment(app, container) {
  return {
    ...head('Deployment', app, 'apps/v1'),
    spec: { replicas: 1, selector: { matchLabels: { app } }, template: template(app, container) },
  }
}

export function replicaSet(app) {
  const { spec } = deployment(app)
  const made = { ...head('ReplicaSet', `${app}-7c9d8b6f5`, 'apps/v1'), spec }
  return {
    ...made,
    metadata: { ...made.metadata, uid: `rs-${app}`, ownerReferences: [owner('Deployment', app)] },
  }
}

function owner(kind, name) {
  return { apiVersion: 'apps/v1', kind, name, uid: `uid-${name}`, controller: true }
}

function addressOf(index) {
  return `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`
}

export function pod(app, index, { ready = 'True', ports } = {}) {
  const made = template(app, { ports })
  const name = `${app}-7c9d8b6f5-${index}`
  const podIP = addressOf(index)
  return {
    ...head('Pod', name),
    metadata: {
      name,
      namespace,
      uid: name,
      ...made.metadata,
      ownerReferences: [owner('ReplicaSet', `${app}-7c9d8b6f5`)],
    },
    spec: { ...made.spec, nodeName: `node-${index}` },
    status: {
      phase: 'Running',
      podIP,
      podIPs: [{ ip: podIP }],
      conditions: [{ type: 'Ready', status: ready }],
      containerStatuses: [{ name: 'server', ready: ready === 'True', state: { running: {} } }],
    },
  }
}

export function slice(app, number, size) {
  const made = head('EndpointSlice', `${app}-${number}`, 'discovery.k8s.io/v1')
  const endpoints = times(size, (i) => {
    const index = number * size + i
    const name = `${app}-7c9d8b6f5-${index}`
    return {
      addresses: [addressOf(index)],
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: `node-${index}`,
      targetRef: { kind: 'Pod', name, namespace, uid: name },
    }
  })
  return {
    ...made,
    metadata: {
      ...made.metadata,
      labels: {
        'kubernetes.io/service-name': app,
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      },
    },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    endpoints,
  }
}

export function node(index, zone) {
  const address = `192.168.${(index >> 8) & 255}.${index & 255}`
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: `node-${index}`,
      labels: { 'topology.kubernetes.io/zone': `zone-${zone}`, 'kubernetes.io/hostname': `node-${index}` },
    },
    status: {
      addresses: [{ type: 'InternalIP', address }],
      allocatable: { cpu: '4' },
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  }
}

export function clientOf(urls) {
  return deployment('client', { env: urls.map((value, index) => ({ name: `URL_${index}`, value })) })
}

export function configMap(lines) {
  return { ...head('ConfigMap', 'settings'), data: { 'app.yaml': `${lines.join('\n')}\n` } }
}

export function policy(index, ingressRules, podSelector = {}) {
  return {
    ...head('NetworkPolicy', `policy-${index}`, 'networking.k8s.io/v1'),
    spec: { podSelector, policyTypes: ['Ingress'], ingress: ingressRules },
  }
}

export function ingress(index, hosts) {
  const backend = { service: { name: 'api', port: { number: 80 } } }
  return {
    ...head('Ingress', `ingress-${index}`, 'networking.k8s.io/v1'),
    spec: {
      rules: hosts.map(([host, path]) => ({
        host,
        http: { paths: [{ path, pathType: 'Prefix', backend }] },
      })),
    },
  }
}

const gatewayApi = 'gateway.networking.k8s.io/v1'

export function gateway(index, listeners = 1) {
  return {
    ...head('Gateway', `gateway-${index}`, gatewayApi),
    spec: {
      gatewayClassName: 'test',
      listeners: times(listeners, (i) => ({ name: `l${i}`, protocol: 'HTTP', port: 80 + i })),
    },
  }
}

export function route(index, gatewayIndex, rules = 1, sectionName = undefined) {
  return {
    ...head('HTTPRoute', `route-${index}`, gatewayApi),
    spec: {
      parentRefs: [{ name: `gateway-${gatewayIndex}`, sectionName }],
      hostnames: [`h${index}.example.com`],
      rules: times(rules, (i) => ({
        matches: [{ path: { value: `/p${i}` } }],
        backendRefs: [{ name: 'api', port: 80 }],
      })),
    },
  }
}

export function corefile(lines) {
  const text = [
    '.:53 {',
    ...lines,
    '    kubernetes cluster.local in-addr.arpa ip6.arpa',
    '    forward . /etc/resolv.conf',
    '}',
    '',
  ]
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'coredns', namespace: 'kube-system' },
    data: { Corefile: text.join('\n') },
  }
}
