import { condition, selector, type Kept } from './kept.ts'

export const parent = {
  group: true,
  kind: true,
  namespace: true,
  name: true,
  sectionName: true,
  port: true,
} as const
export const allowed = { from: true, selector } as const
export const listener = {
  name: true,
  hostname: true,
  port: true,
  protocol: true,
  tls: { mode: true },
  allowedRoutes: { namespaces: allowed, kinds: [{ group: true, kind: true }] },
} as const
const backendName = {
  group: true,
  kind: true,
  namespace: true,
  name: true,
  port: true,
  weight: true,
} as const
const filter = {
  type: true,
  requestMirror: { backendRef: backendName },
  requestRedirect: { hostname: true, scheme: true, port: true, statusCode: true },
  extensionRef: { group: true, kind: true, name: true },
} as const
const routeStatus = {
  parents: [{ parentRef: parent, controllerName: true, conditions: [condition] }],
} as const
export const route = {
  spec: {
    parentRefs: [parent],
    hostnames: true,
    rules: [
      {
        name: true,
        matches: [
          {
            path: { type: true, value: true },
            method: true,
            // no request that is traced has headers of its own, so that there is one is enough
            headers: [{ type: true, name: true }],
            queryParams: [{ type: true, name: true, value: 'unless-secret' }],
          },
        ],
        filters: [filter],
        backendRefs: [{ ...backendName, filters: [filter] }],
      },
    ],
  },
  status: routeStatus,
} as const satisfies Kept

export const service = { name: true, namespace: true, port: true } as const
export const clientConfig = { service, url: 'url-host' } as const
export const webhooks = {
  webhooks: [{ name: true, failurePolicy: true, timeoutSeconds: true, clientConfig }],
} as const satisfies Kept

export const monitored = {
  selector,
  namespaceSelector: { any: true, matchNames: true },
  jobLabel: true,
} as const
export const scraped = [
  { port: true, targetPort: true, portNumber: true, scheme: true, path: 'path-without-query' },
] as const

export const meshDestination = { host: true, subset: true, port: { number: true } } as const
export const meshRoute = { route: [{ destination: meshDestination, weight: true }] } as const

export const ingressBackend = {
  service: { name: true, port: { name: true, number: true } },
  resource: { apiGroup: true, kind: true, name: true },
} as const
