import { isHeadless, slip, theFirst, type Application, type Json } from '../broken-applications.ts'
import type { Row } from './rows.ts'

const gatewayApi = 'gateway.networking.k8s.io/v1'

/** An Ingress that leads to the Service, and what its class is. */
function ingress(app: Application): void {
  app.around.push(
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: { name: 'nginx' },
      spec: { controller: 'k8s.io/ingress-nginx' },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'front' },
      spec: {
        ingressClassName: 'nginx',
        rules: [
          {
            host: 'shop.example.com',
            http: {
              paths: [
                {
                  path: '/',
                  pathType: 'Prefix',
                  backend: { service: { name: app.target, port: { number: app.port } } },
                },
              ],
            },
          },
        ],
      },
    },
  )
  app.asked = { target: 'http://shop.example.com/', from: 'external' }
}

/** A Gateway, and an HTTPRoute of the namespace of the Service that is attached to it. */
function gateway(app: Application): void {
  app.around.push(
    {
      apiVersion: gatewayApi,
      kind: 'GatewayClass',
      metadata: { name: 'edge' },
      spec: { controllerName: 'example.com/gateway' },
    },
    {
      apiVersion: gatewayApi,
      kind: 'Gateway',
      metadata: { name: 'outer' },
      spec: { gatewayClassName: 'edge', listeners: [{ name: 'web', port: 80, protocol: 'HTTP' }] },
    },
    {
      apiVersion: gatewayApi,
      kind: 'HTTPRoute',
      metadata: { name: 'front' },
      spec: {
        parentRefs: [{ name: 'outer' }],
        hostnames: ['shop.example.com'],
        rules: [{ backendRefs: [{ name: app.target, port: app.port }] }],
      },
    },
  )
  app.asked = { target: 'http://shop.example.com/', from: 'external' }
}

const inRoute = (app: Application) =>
  specOf(app, 'HTTPRoute') as { parentRefs: Json[]; rules: { backendRefs: Json[] }[] }
const backend = (app: Application) => inRoute(app).rules[0]?.backendRefs[0] as Json
const inIngress = (app: Application) =>
  (specOf(app, 'Ingress') as { rules: { http: { paths: { backend: { service: Json } }[] } }[] }).rules[0]
    ?.http.paths[0]?.backend.service as Json

function specOf({ around }: Application, kind: string): Json {
  return around.find((each) => each['kind'] === kind)?.['spec'] as Json
}

const onlyPort = (app: Application) => (app.service.spec['ports'] as Json[]).length === 1

/** What the API server calls: a webhook on the Service. */
function webhook(app: Application): void {
  app.around.push({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'quota' },
    webhooks: [
      {
        name: 'quota.example.com',
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
        clientConfig: { service: { namespace: 'default', name: app.target, port: app.port } },
      },
    ],
  })
}

const called = ({ around }: Application) =>
  theFirst(theFirst(around)['webhooks'] as { clientConfig: { service: Json } }[]).clientConfig.service

function aggregated(app: Application): void {
  app.around.push({
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: 'v1.quota.example.com' },
    spec: {
      group: 'quota.example.com',
      version: 'v1',
      groupPriorityMinimum: 100,
      versionPriority: 100,
      service: { namespace: 'default', name: app.target, port: app.port },
    },
  })
}

const behindApi = (app: Application) => specOf(app, 'APIService')['service'] as Json

/** What Istio is told about the Service. */
function mesh(app: Application): void {
  app.around.push(
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'default', labels: { 'istio-injection': 'enabled' } },
    },
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata: { name: 'front', namespace: 'default' },
      spec: { host: app.target, subsets: [{ name: 'stable', labels: { app: app.target } }] },
    },
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'front', namespace: 'default' },
      spec: {
        hosts: [app.target],
        http: [
          { route: [{ destination: { host: app.target, subset: 'stable', port: { number: app.port } } }] },
        ],
      },
    },
  )
}

const destination = (app: Application) =>
  (specOf(app, 'VirtualService') as { http: { route: { destination: Json }[] }[] }).http[0]?.route[0]
    ?.destination as Json

const targetType = 'alb.ingress.kubernetes.io/target-type'

/** The same of a controller that makes nodes the targets unless it is told otherwise. */
function awsIngress(app: Application): void {
  ingress(app)
  for (const { kind, spec, metadata } of app.around as Json[]) {
    if (kind === 'IngressClass') (spec as Json)['controller'] = 'ingress.k8s.aws/alb'
    if (kind === 'Ingress') (metadata as Json)['annotations'] = { [targetType]: 'ip' }
  }
}

export const routeRows: readonly Row[] = [
  {
    what: 'an Ingress of AWS whose targets are nodes, of a Service without node ports',
    rule: 'ingress-refused',
    around: awsIngress,
    put: (app) => {
      const found = app.around.find(({ kind }) => kind === 'Ingress') as Json
      const { annotations } = found['metadata'] as { annotations: Json }
      return delete annotations[targetType]
    },
  },
  {
    what: 'an Ingress with a slip in the name of the Service',
    rule: 'ingress-backend-missing',
    around: ingress,
    put: (app) => {
      inIngress(app)['name'] = slip(app.target)
      return app.target.length > 6
    },
  },
  {
    what: 'an Ingress that names another port',
    rule: 'ingress-backend-port-wrong',
    around: ingress,
    put: (app) => {
      inIngress(app)['port'] = { number: 31_000 }
      return onlyPort(app)
    },
  },
  {
    what: 'an Ingress with a slip in the name of the port',
    rule: 'ingress-backend-port-wrong',
    around: ingress,
    put: (app) => {
      inIngress(app)['port'] = { name: 'htpp' }
      return true
    },
  },
  {
    what: 'an Ingress without a class',
    rule: 'ingress-class-missing',
    around: ingress,
    put: (app) => delete specOf(app, 'Ingress')['ingressClassName'],
  },
  {
    what: 'an Ingress with a slip in its class',
    rule: 'ingress-class-missing',
    around: ingress,
    put: (app) => {
      specOf(app, 'Ingress')['ingressClassName'] = 'ngnix'
      return true
    },
  },
  {
    what: 'a route with a slip in the name of the Service',
    rule: 'route-backend-missing',
    around: gateway,
    put: (app) => {
      backend(app)['name'] = slip(app.target)
      return app.target.length > 6
    },
  },
  {
    what: 'a route that names another port',
    rule: 'route-backend-port-wrong',
    around: gateway,
    put: (app) => {
      backend(app)['port'] = 31_000
      return onlyPort(app)
    },
  },
  {
    what: 'a route with a slip in the name of its Gateway',
    rule: 'route-gateway-missing',
    around: (app) => {
      gateway(app)
      app.asked = { target: 'httproute/front', from: 'external' }
    },
    put: (app) => {
      inRoute(app).parentRefs = [{ name: 'outre' }]
      return true
    },
  },
  {
    what: 'a route to another namespace that no grant admits',
    around: (app) => {
      gateway(app)
      for (const { metadata } of [app.service, app.workload] as unknown as { metadata: Json }[])
        metadata['namespace'] = 'store'
      ;(app.client['spec'] as { containers: Json[] }).containers[0] = {
        name: 'client',
        image: 'registry.example/client:1',
      }
      backend(app)['namespace'] = 'store'
      app.around.push({
        apiVersion: 'gateway.networking.k8s.io/v1beta1',
        kind: 'ReferenceGrant',
        metadata: { name: 'routes', namespace: 'store' },
        spec: {
          from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'default' }],
          to: [{ group: '', kind: 'Service' }],
        },
      })
    },
    put: (app) => {
      app.around.pop()
      return true
    },
  },
  {
    what: 'a ListenerSet with a slip in the name of its Gateway',
    rule: 'listener-set-not-attached',
    around: (app) => {
      gateway(app)
      specOf(app, 'Gateway')['allowedListeners'] = { namespaces: { from: 'Same' } }
      app.around.push({
        apiVersion: gatewayApi,
        kind: 'ListenerSet',
        metadata: { name: 'more' },
        spec: { parentRef: { name: 'outer' }, listeners: [{ name: 'chat', port: 8080, protocol: 'HTTP' }] },
      })
    },
    put: (app) => {
      specOf(app, 'ListenerSet')['parentRef'] = { name: 'outre' }
      return true
    },
    works: true,
  },
  {
    what: 'a webhook with a slip in the name of the Service',
    rule: 'webhook-service-missing',
    around: webhook,
    put: (app) => {
      called(app)['name'] = slip(app.target)
      return app.target.length > 6 && !isHeadless(app)
    },
    works: true,
  },
  {
    what: 'a webhook that names no port',
    rule: 'webhook-port-wrong',
    around: webhook,
    put: (app) => delete called(app)['port'] && onlyPort(app) && !isHeadless(app),
    works: true,
  },
  {
    what: 'a webhook that names another port',
    rule: 'webhook-port-wrong',
    around: webhook,
    put: (app) => {
      called(app)['port'] = 31_000
      return onlyPort(app) && !isHeadless(app)
    },
    works: true,
  },
  {
    what: 'an aggregated API with a slip in the name of the Service',
    rule: 'api-service-backend-missing',
    around: aggregated,
    put: (app) => {
      behindApi(app)['name'] = slip(app.target)
      return app.target.length > 6 && !isHeadless(app)
    },
    works: true,
  },
  {
    what: 'an aggregated API that names no port',
    rule: 'api-service-port-wrong',
    around: aggregated,
    put: (app) => delete behindApi(app)['port'] && onlyPort(app) && !isHeadless(app),
    works: true,
  },
  {
    what: 'a VirtualService with a slip in its host',
    rule: 'mesh-host-missing',
    around: mesh,
    put: (app) => {
      destination(app)['host'] = slip(app.target)
      return app.target.length > 6 && !isHeadless(app)
    },
  },
  {
    what: 'a VirtualService with half of a name',
    rule: 'mesh-host-missing',
    around: mesh,
    put: (app) => {
      destination(app)['host'] = `${app.target}.default`
      return !isHeadless(app)
    },
  },
  {
    what: 'a VirtualService that names the Service of another namespace by a word',
    rule: 'mesh-host-missing',
    around: (app) => {
      mesh(app)
      for (const { metadata } of [app.service, app.workload] as unknown as { metadata: Json }[])
        metadata['namespace'] = 'store'
      ;(app.client['spec'] as { containers: Json[] }).containers[0] = {
        name: 'client',
        image: 'registry.example/client:1',
      }
      const host = `${app.target}.store.svc.cluster.local`
      specOf(app, 'DestinationRule')['host'] = host
      specOf(app, 'VirtualService')['hosts'] = [host]
      destination(app)['host'] = host
      app.asked = { target: `${app.target}.store:${app.port}`, from: 'pod/client' }
    },
    put: (app) => {
      destination(app)['host'] = app.target
      return !isHeadless(app)
    },
  },
  {
    what: 'a VirtualService that names another port',
    rule: 'mesh-port-wrong',
    around: mesh,
    put: (app) => {
      destination(app)['port'] = { number: 31_000 }
      return onlyPort(app) && !isHeadless(app)
    },
  },
  {
    what: 'a VirtualService with a slip in the subset',
    rule: 'mesh-subset-missing',
    around: mesh,
    put: (app) => {
      destination(app)['subset'] = 'stabel'
      return !isHeadless(app)
    },
  },
]
