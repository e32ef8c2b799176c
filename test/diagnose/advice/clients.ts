import {
  aliasTo,
  theFirst,
  first,
  isHeadless,
  slip,
  type Application,
  type Json,
} from '../broken-applications.ts'
import type { Row } from './rows.ts'

const spec = ({ client }: Application) => client['spec'] as { containers: Json[] } & Json
const env = (app: Application) => (theFirst(spec(app).containers)['env'] as Json[])[0] as Json

/** What the client calls, and what is asked, in place of the right name and port. */
function calling(app: Application, name: string, port: number | string = app.port): void {
  env(app)['value'] = `http://${name}:${port}`
  app.asked = { target: `${name}:${port}`, from: 'pod/client' }
}

export const clientRows: readonly Row[] = [
  {
    what: 'a slip in the name that is called',
    rule: 'client-names-missing-service',
    put: (app) => {
      calling(app, slip(app.target))
      return app.target.length > 6
    },
  },
  {
    what: 'the short name of a Service of another namespace',
    rule: 'client-names-missing-service',
    around: (app) => {
      for (const { metadata } of [app.service, app.workload] as unknown as { metadata: Json }[])
        metadata['namespace'] = 'store'
      ;(app.client['metadata'] as Json)['namespace'] = 'default'
      calling(app, `${app.target}.store`)
    },
    put: (app) => {
      calling(app, app.target)
      return true
    },
  },
  {
    what: 'a slip in the domain',
    rule: 'client-names-missing-service',
    put: (app) => {
      env(app)['value'] = `http://${app.target}.default.scv.cluster.local:${app.port}`
      return true
    },
    works: true,
  },
  {
    what: 'a port that the Service does not have',
    rule: 'client-port-not-in-service',
    put: (app) => {
      calling(app, app.target, 31_000)
      return !isHeadless(app) && (app.service.spec['ports'] as Json[]).length === 1
    },
  },
  {
    what: 'the port of the pods',
    rule: 'client-uses-target-port',
    put: (app) => {
      const number = first(app)['targetPort']
      calling(app, app.target, Number(number))
      return typeof number === 'number' && (app.service.spec['ports'] as Json[]).length === 1
    },
  },
  {
    what: 'an alias of a name with a slip',
    rule: 'external-name-missing-service',
    around: (app) => {
      app.around.push(aliasTo('other-name', `${app.target}.default.svc.cluster.local`))
      calling(app, 'other-name')
    },
    put: (app) => {
      const host = `${slip(app.target)}.default.svc.cluster.local`
      ;(theFirst(app.around)['spec'] as Json)['externalName'] = host
      return app.target.length > 6
    },
  },
  {
    what: 'TLS to an alias',
    rule: 'alias-certificate-name',
    around: (app) => {
      app.around.push(aliasTo('billing', 'billing.example.com'))
    },
    put: (app) => {
      ;(theFirst(spec(app).containers)['env'] as Json[]).push({
        name: 'BILLING',
        value: 'https://billing/v1',
      })
      return true
    },
    works: true,
  },
  {
    what: 'a name pinned to the address of nothing',
    rule: 'host-alias-shadows-service',
    around: (app) => {
      if (!isHeadless(app)) app.service.spec['clusterIP'] = '10.96.7.7'
    },
    put: (app) => {
      spec(app)['hostAliases'] = [{ ip: '10.96.99.99', hostnames: [app.target] }]
      return !isHeadless(app)
    },
  },
  {
    what: 'one of two names pinned to the address of nothing',
    rule: 'host-alias-shadows-service',
    around: (app) => {
      if (!isHeadless(app)) app.service.spec['clusterIP'] = '10.96.7.7'
    },
    put: (app) => {
      spec(app)['hostAliases'] = [{ ip: '10.96.99.99', hostnames: ['printer.example.com', app.target] }]
      return !isHeadless(app)
    },
  },
  {
    what: 'a client on the host network',
    rule: 'client-bypasses-cluster-dns',
    put: (app) => {
      spec(app)['hostNetwork'] = true
      return true
    },
  },
  {
    what: 'a client with a public resolver',
    rule: 'client-bypasses-cluster-dns',
    put: (app) => {
      Object.assign(spec(app), { dnsPolicy: 'None', dnsConfig: { nameservers: ['1.1.1.1'] } })
      return true
    },
  },
  {
    what: 'a port without a name for SRV',
    around: (app) => {
      app.asked = { target: `_http._tcp.${app.target}.default.svc.cluster.local`, from: 'pod/client' }
    },
    put: (app) => {
      delete first(app)['name']
      return (app.service.spec['ports'] as Json[]).length === 1
    },
  },
  {
    what: 'a variable of the kubelet taken for a port',
    rule: 'service-link-read-as-port',
    around: (app) => {
      if (!isHeadless(app)) app.service.spec['clusterIP'] = '10.96.7.7'
    },
    put: (app) => {
      const name = `${app.target.toUpperCase().replaceAll('-', '_')}_PORT`
      spec(app).containers[0] = { ...spec(app).containers[0], args: [`--api=${app.target}:$(${name})`] }
      return !isHeadless(app)
    },
    works: true,
  },
  {
    what: 'a client that calls itself for what the Service serves',
    put: (app) => {
      calling(app, 'localhost')
      return true
    },
  },
  {
    what: 'a headless Service called on a port that nothing translates',
    around: (app) => {
      delete theFirst(spec(app).containers)['env']
    },
    put: (app) => {
      Object.assign(first(app), { port: 24, targetPort: app.port })
      app.asked = { target: `${app.target}:24`, from: 'pod/client' }
      return isHeadless(app)
    },
  },
  {
    what: 'an API server that is given an alias',
    around: (app) => {
      if (!isHeadless(app)) app.service.spec['clusterIP'] = '10.96.7.7'
      app.around.push({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'checks' },
        spec: { type: 'ExternalName', externalName: `${app.target}.default.svc.cluster.local` },
      })
      app.asked = { target: `${app.target}.default:${app.port}`, from: 'apiserver' }
    },
    put: (app) => {
      app.asked = { target: `checks.default:${app.port}`, from: 'apiserver' }
      return !isHeadless(app)
    },
  },
]
