import type { Random } from '../../real/random.ts'
import type { Manifest } from './random-world.ts'

/** What hands requests on to Services: an Ingress, a route at a Gateway, a webhook, an aggregated API. */
export function entrancesOf(random: Random): Manifest[] {
  return [ingressOf(random), ...gatewayOf(random), webhookOf(random), apiOf(random)]
}

function ingressOf(random: Random): Manifest {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'edge', namespace: 'shop' },
    spec: {
      ...(random.below(3) === 0 ? { ingressClassName: random.of(['nginx', 'none']) } : {}),
      rules: [
        {
          host: 'edge.example.com',
          http: {
            paths: [
              {
                path: '/',
                pathType: 'Prefix',
                backend: {
                  service: {
                    name: random.of(['web', 'api', 'old']),
                    port: random.of([{ number: 80 }, { name: 'http' }, { number: 81 }]),
                  },
                },
              },
            ],
          },
        },
      ],
    },
    ...(random.below(3) === 0 ? { status: { loadBalancer: { ingress: [{ ip: '203.0.113.50' }] } } } : {}),
  }
}

function gatewayOf(random: Random): Manifest[] {
  const api = 'gateway.networking.k8s.io'
  const classes = random.below(2) === 0 ? [] : [ingressClass, gatewayClass]
  return [
    ...classes,
    {
      apiVersion: `${api}/v1`,
      kind: 'Gateway',
      metadata: { name: 'edge', namespace: 'data' },
      spec: {
        gatewayClassName: 'plain',
        listeners: [
          {
            name: 'http',
            port: 80,
            protocol: 'HTTP',
            allowedRoutes: { namespaces: { from: random.of(['All', 'All', 'Same']) } },
          },
        ],
      },
    },
    {
      apiVersion: `${api}/v1`,
      kind: 'HTTPRoute',
      metadata: { name: 'route', namespace: 'shop' },
      spec: {
        parentRefs: [{ name: 'edge', namespace: 'data' }],
        hostnames: ['route.example.com'],
        rules: [
          {
            backendRefs: [
              random.of([
                { name: 'web', port: 80 },
                { name: 'api', port: 80 },
                { name: 'web', namespace: 'data', port: 80 },
              ]),
            ],
          },
        ],
      },
    },
    ...(random.below(2) === 0
      ? []
      : [
          {
            apiVersion: `${api}/v1beta1`,
            kind: 'ReferenceGrant',
            metadata: { name: 'grant', namespace: 'data' },
            spec: {
              from: [{ group: api, kind: 'HTTPRoute', namespace: 'shop' }],
              to: [{ group: '', kind: 'Service' }],
            },
          },
        ]),
  ]
}

const ingressClass: Manifest = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name: 'nginx' },
  spec: { controller: 'k8s.io/ingress-nginx' },
}

const gatewayClass: Manifest = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'GatewayClass',
  metadata: { name: 'plain' },
  spec: { controllerName: 'example.com/gateway' },
}

function webhookOf(random: Random): Manifest {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'checks' },
    webhooks: [
      {
        name: 'checks.example.com',
        clientConfig: {
          service: { name: random.of(['web', 'api']), namespace: 'shop', port: random.of([80, 443]) },
        },
      },
    ],
  }
}

function apiOf(random: Random): Manifest {
  return {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: 'v1.things.example.com' },
    spec: { service: { name: random.of(['web', 'api']), namespace: 'shop', port: 80 } },
  }
}
