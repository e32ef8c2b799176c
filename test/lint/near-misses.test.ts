import { describe, expect, test } from '@jest/globals'
import { lint } from '../../src/lint/lint.ts'
import { rules } from '../../src/rules/index.ts'
import { readText } from '../../src/sources/files/documents.ts'
import { mergeResults } from '../../src/sources/source.ts'
import { buildWorld } from '../../src/world/world.ts'
import { partial } from '../world-of.ts'

// of part of a cluster: what differs from something that was read by a slip, or by its namespace alone, is said; the rest is not

const deployment = (labels = '{app: checkout, tier: backend}', namespace = 'shop') =>
  `apiVersion: apps/v1
kind: Deployment
metadata: {name: checkout, namespace: ${namespace}}
spec:
  selector: {matchLabels: ${labels}}
  template:
    metadata: {labels: ${labels}}
    spec: {containers: [{name: c, image: example.com/c, ports: [{name: http, containerPort: 8080}]}]}
`
const service = (selector = '{app: checkout}', metadata = 'namespace: shop') =>
  `apiVersion: v1
kind: Service
metadata: {name: checkout, ${metadata}}
spec: {selector: ${selector}, ports: [{name: http, port: 80, targetPort: http}]}
`
const client = (url: string, namespace = 'web') =>
  `apiVersion: v1
kind: Pod
metadata: {name: client, namespace: ${namespace}}
spec: {containers: [{name: c, image: example.com/x, env: [{name: CHECKOUT_URL, value: "${url}"}]}]}
`
const webhook = (name: string, namespace: string) =>
  `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: w}
webhooks: [{name: a.b.c, clientConfig: {service: {name: ${name}, namespace: ${namespace}, port: 80}}, sideEffects: None, admissionReviewVersions: [v1]}]
`
const monitor = (kind: 'ServiceMonitor' | 'PodMonitor', app: string) =>
  `apiVersion: monitoring.coreos.com/v1
kind: ${kind}
metadata: {name: m, namespace: shop}
spec: {selector: {matchLabels: {app: ${app}}}, ${kind === 'PodMonitor' ? 'podMetricsEndpoints' : 'endpoints'}: [{port: http}]}
`
const labelled = 'namespace: shop, labels: {app: checkout}'

/** The findings that are no doubt, as `severity rule hint`. */
function said(files: Readonly<Record<string, string>>): string[] {
  const read = Object.entries(files).map(([file, text]) =>
    readText(file, text, { namespace: 'default', named: true }),
  )
  const world = buildWorld({ ...mergeResults(read), coverage: [partial] })
  return lint(world, rules)
    .findings.filter(({ verdict }) => verdict !== 'unknown')
    .map(({ severity, rule, hint = '' }) => `${severity} ${rule} ${hint}`)
}

const inOne = (...documents: string[]) => said({ 'app/all.yaml': documents.join('---\n') })

describe('a near miss in part of a cluster', () => {
  test.each<[string, string[], RegExp]>([
    [
      'a label under another key, in the workload of the same name',
      [deployment('{app: checkout}'), service('{app.kubernetes.io/name: checkout}')],
      /^warning selector-matches-nothing .*carries "app=checkout"/,
    ],
    [
      'the namespace of a Service, by a slip',
      [deployment(), service('{app: checkout}', 'namespace: shpo')],
      /^warning selector-matches-nothing matching pods are in namespace "shop"/,
    ],
    [
      'the namespace of a Service, another one',
      [deployment(), service('{app: checkout}', 'namespace: web')],
      /^warning selector-matches-nothing matching pods are in namespace "shop"/,
    ],
    [
      'the namespace in the URL of a client',
      [deployment(), service(), client('http://checkout.shpo/pay')],
      /^warning client-names-missing-service did you mean "checkout\.shop"\?/,
    ],
    [
      'the namespace in a full name',
      [deployment(), service(), client('http://checkout.shpo.svc.cluster.local')],
      /^warning client-names-missing-service did you mean "checkout\.shop"\?/,
    ],
    [
      'svc in a full name',
      [deployment(), service(), client('http://checkout.shop.scv.cluster.local')],
      // the cluster's DNS answers itself in its domain
      /^error client-names-missing-service did you mean "checkout\.shop\.svc\.cluster\.local"\?/,
    ],
    [
      'the cluster domain in a full name',
      [deployment(), service(), client('http://checkout.shop.svc.clutser.local')],
      /^warning client-names-missing-service did you mean "checkout\.shop\.svc\.cluster\.local"\?/,
    ],
    [
      'svc alone behind the namespace',
      [deployment(), service(), client('http://checkout.shop.scv')],
      /^warning client-names-missing-service did you mean "checkout\.shop\.svc"\?/,
    ],
    [
      'the namespace that a webhook names',
      [deployment(), service(), webhook('checkout', 'default')],
      /^warning webhook-service-missing namespace "shop" has one/,
    ],
    [
      'the Service that a webhook names',
      [deployment(), service(), webhook('chekout', 'shop')],
      /^error webhook-service-missing did you mean "checkout"\?/,
    ],
    [
      'a label that a ServiceMonitor selects',
      [deployment(), service('{app: checkout}', labelled), monitor('ServiceMonitor', 'chekout')],
      /^warning service-monitor-selects-nothing did you mean "app=checkout"\?/,
    ],
    [
      'a label that a PodMonitor selects',
      [deployment(), service(), monitor('PodMonitor', 'chekout')],
      /^warning pod-monitor-selects-nothing did you mean "app=checkout"\?/,
    ],
  ])('%s', (_, documents, expected) => {
    const findings = inOne(...documents)
    expect(findings).toEqual([expect.stringMatching(expected)])
  })
})

describe('what is not near stays undecided', () => {
  test.each<[string, Record<string, string>]>([
    [
      'pods of another namespace that have a Service of their own',
      { 'a.yaml': [deployment(), service(), service('{app: checkout}', 'namespace: web')].join('---\n') },
    ],
    [
      'pods of another namespace in another folder',
      { 'shop/a.yaml': deployment(), 'web/a.yaml': service('{app: checkout}', 'namespace: web') },
    ],
    [
      'a Service whose manifest names no namespace',
      { 'a.yaml': [deployment(), service('{app: checkout}', 'labels: {a: b}')].join('---\n') },
    ],
    [
      'a label of the workload of the same name in another folder',
      {
        'shop/a.yaml': deployment('{app: checkout}'),
        'other/a.yaml': service('{app.kubernetes.io/name: checkout}'),
      },
    ],
    [
      'a host outside whose second label is near no namespace',
      { 'a.yaml': [deployment(), service(), client('https://checkout.stripe.com')].join('---\n') },
    ],
    [
      'a host of another domain altogether',
      { 'a.yaml': [deployment(), service(), client('https://checkout.shop.example.com')].join('---\n') },
    ],
    [
      'a webhook of a namespace of which nothing was read',
      { 'a.yaml': [deployment(), service(), webhook('other', 'system')].join('---\n') },
    ],
  ])('%s', (_, files) => {
    expect(said(files)).toEqual([])
  })
})
