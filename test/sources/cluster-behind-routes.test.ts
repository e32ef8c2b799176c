import { afterAll, afterEach, expect, test } from '@jest/globals'
import { kinds } from '../../src/world/kinds.ts'
import { svc } from '../svc.ts'
import { cleanUp, kubeconfig, start, stopServers, write } from './cluster-fixtures.ts'

// `svc trace URL` in one namespace: the Gateway and the backend that a route names are in two others
const gateway = 'gateway.networking.k8s.io/v1'

afterEach(stopServers)
afterAll(cleanUp)

const listener = { name: 'web', port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'All' } } }
const reference = { group: '', kind: 'Service', name: 'chat', namespace: 'models', port: 80 }
const objects = {
  ...Object.fromEntries(Object.values(kinds).map(({ resource }) => [resource, []])),
  gateways: [
    {
      apiVersion: gateway,
      kind: 'Gateway',
      metadata: { name: 'edge', namespace: 'infra' },
      spec: { gatewayClassName: 'any', listeners: [listener] },
    },
  ],
  httproutes: [
    {
      apiVersion: gateway,
      kind: 'HTTPRoute',
      metadata: { name: 'chat', namespace: 'shop' },
      spec: {
        parentRefs: [{ name: 'edge', namespace: 'infra' }],
        hostnames: ['chat.example.com'],
        rules: [{ backendRefs: [reference] }],
      },
    },
  ],
  referencegrants: [
    {
      apiVersion: gateway,
      kind: 'ReferenceGrant',
      metadata: { name: 'shop', namespace: 'models' },
      spec: {
        from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'shop' }],
        to: [{ group: '', kind: 'Service' }],
      },
    },
  ],
  services: [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'chat', namespace: 'models' },
      spec: { clusterIP: '10.96.0.7', selector: { app: 'chat' }, ports: [{ port: 80 }] },
    },
  ],
}

test('the Gateway and the backends of a route are read where they are, and nothing else there', async () => {
  const server = await start({ objects })
  const config = write(kubeconfig(server.url))
  const argv = ['trace', 'http://chat.example.com/', '-n', 'shop', '-o', 'json', '--kubeconfig', config]
  const { stdout } = await svc(argv)
  const { verdict, hops } = JSON.parse(stdout) as {
    verdict: { status: string; hop: string }
    hops: { id: string; because: string }[]
  }
  expect(hops.find(({ id }) => id === 'route')?.because).toBe(
    'chat.example.com/ matches path PathPrefix / of rule 1 of HTTPRoute shop/chat, at listener web of Gateway infra/edge, which leads to Service models/chat on 80',
  )
  // every pod of the backend's namespace was listed, and there is none
  expect(verdict).toMatchObject({ status: 'broken', hop: 'endpoints' })
  const inInfra = server.seen.filter(({ path }) => path.includes('/namespaces/infra/'))
  expect(inInfra.map(({ resource }) => resource)).toEqual(['gateways', 'listenersets'])
  expect(server.seen.some(({ path }) => path.includes('/namespaces/models/configmaps'))).toBe(false)
})
