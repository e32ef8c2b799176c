import { slip, type Application, type Json } from '../broken-applications.ts'
import { onNodeA } from './endpoints.ts'
import type { Row } from './rows.ts'

interface Policy {
  readonly name?: string
  readonly selects: Json
  readonly ingress?: readonly Json[]
  readonly egress?: readonly Json[]
}

function policy({ name = 'guard', selects, ...rules }: Policy): Json {
  const policyTypes = [...(rules.ingress ? ['Ingress'] : []), ...(rules.egress ? ['Egress'] : [])]
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name },
    spec: { podSelector: { matchLabels: selects }, policyTypes, ...rules },
  }
}

const podPort = (app: Application) => Number((app.container['ports'] as Json[])[0]?.['containerPort'])
const from = (app: string) => ({ podSelector: { matchLabels: { app } } })
const dns = {
  to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
}

/** Another pod, so that a policy has another peer. */
function other(app: string, namespace = 'default'): Json {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: app, namespace, labels: { app } },
    spec: { containers: [{ name: 'main', image: 'registry.example/other:1' }] },
  }
}

const letsIn = (app: Application, peer: Json, port: unknown = podPort(app)) =>
  policy({ selects: { app: app.target }, ingress: [{ from: [peer], ports: [{ port }] }] })
const letsOut = (app: Application, rules: readonly Json[]) =>
  policy({
    name: 'client',
    selects: { app: 'client' },
    egress: [{ to: [from(app.target)], ports: [{ port: podPort(app) }] }, ...rules],
  })

export const policyRows: readonly Row[] = [
  {
    what: 'a policy with a slip in the label of the client',
    rule: 'policy-blocks-service-client',
    around: (app) => void app.policies.push(letsIn(app, from('client'))),
    put: (app) => {
      app.policies[0] = letsIn(app, from('clinet'))
      return true
    },
  },
  {
    what: 'a policy that lets others in',
    rule: 'policy-blocks-service-client',
    around: (app) => {
      app.around.push(other('monitor'))
      app.policies.push(
        policy({ selects: { app: app.target }, ingress: [{ from: [from('client'), from('monitor')] }] }),
      )
    },
    put: (app) => {
      app.policies[0] = letsIn(app, from('monitor'))
      return true
    },
  },
  {
    what: 'a policy that lets the client out to another port',
    rule: 'policy-blocks-service-client',
    around: (app) => void app.policies.push(letsOut(app, [dns])),
    put: (app) => {
      app.policies[0] = policy({
        name: 'client',
        selects: { app: 'client' },
        egress: [{ to: [from(app.target)], ports: [{ port: podPort(app) + 1 }] }, dns],
      })
      return true
    },
  },
  {
    what: 'a policy that forgets DNS',
    rule: 'policy-dns-blocked',
    around: (app) => void app.policies.push(letsOut(app, [dns])),
    put: (app) => {
      app.policies[0] = letsOut(app, [])
      return true
    },
  },
  {
    what: 'a policy that lets DNS out to its own namespace',
    rule: 'policy-dns-blocked',
    around: (app) => void app.policies.push(letsOut(app, [dns])),
    put: (app) => {
      app.policies[0] = letsOut(app, [{ to: [{ podSelector: {} }], ports: dns.ports }])
      return true
    },
  },
  {
    what: 'a policy with a slip in the name of a port',
    rule: 'policy-port-name-unknown',
    around: (app) => void app.policies.push(letsIn(app, from('client'), 'http')),
    put: (app) => {
      app.policies[0] = letsIn(app, from('client'), 'htpp')
      return true
    },
  },
  {
    what: 'a policy with a slip in its own selector',
    rule: 'policy-selects-no-pod',
    around: (app) => void app.policies.push(letsIn(app, from('client'))),
    put: (app) => {
      app.policies[0] = policy({ selects: { app: slip(app.target) }, ingress: [{ from: [from('client')] }] })
      return app.target.length > 6
    },
    works: true,
  },
  {
    what: 'a policy with a slip in the label of a peer',
    rule: 'policy-peer-matches-nothing',
    around: (app) => {
      app.around.push(other('monitoring'))
      app.policies.push(
        policy({ selects: { app: app.target }, ingress: [{ from: [from('client'), from('monitoring')] }] }),
      )
    },
    put: (app) => {
      app.policies[0] = policy({
        selects: { app: app.target },
        ingress: [{ from: [from('client'), from('monitornig')] }],
      })
      return true
    },
    works: true,
  },
  {
    what: 'a policy that calls a namespace by a label that it has not',
    rule: 'policy-peer-matches-nothing',
    around: (app) => {
      app.around.push(
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'monitoring' } },
        other('prometheus', 'monitoring'),
      )
    },
    put: (app) => {
      const peer = { namespaceSelector: { matchLabels: { name: 'monitoring' } } }
      app.policies.push(policy({ selects: { app: app.target }, ingress: [{ from: [from('client'), peer] }] }))
      return true
    },
    works: true,
  },
  {
    what: 'a policy that keeps out all that is outside',
    around: (app) => {
      Object.assign(app.service.spec, {
        type: 'LoadBalancer',
        externalTrafficPolicy: 'Local',
        clusterIP: '10.96.7.7',
      })
      onNodeA(app)
      app.service['status'] = { loadBalancer: { ingress: [{ ip: '203.0.113.9' }] } }
      app.asked = { target: `203.0.113.9:${app.port}`, from: 'external' }
    },
    put: (app) => {
      app.policies.push(policy({ selects: { app: app.target }, ingress: [{ from: [from('client')] }] }))
      return true
    },
  },
]
