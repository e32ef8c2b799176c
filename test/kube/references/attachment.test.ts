import { describe, expect, test } from '@jest/globals'
import { attachmentsOf } from '../../../src/kube/references/attachment.ts'
import { hostnamesMeet } from '../../../src/kube/references/hostnames.ts'
import type { Kind } from '../../../src/world/kinds.ts'
import { theOnly, worldOfYaml } from '../../world-of.ts'

const gateway = (listener: string, namespace = 'default') =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: edge, namespace: ${namespace}}\nspec: {listeners: [${listener}]}\n`
const route = (kind: string, spec: string) =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: ${kind}\nmetadata: {name: r, namespace: default}\nspec: ${spec}\n`
const http = (more = '') => `{name: http, port: 80, protocol: HTTP${more === '' ? '' : `, ${more}`}}`
const parent = (more = '', hosts = '') =>
  `{parentRefs: [{name: edge${more === '' ? '' : `, ${more}`}}]${hosts === '' ? '' : `, hostnames: [${hosts}]`}}`
const namespace = (labels: string) =>
  `apiVersion: v1\nkind: Namespace\nmetadata: {name: default, labels: ${labels}}\n`
const from = (namespaces: string) => http(`allowedRoutes: {namespaces: ${namespaces}}`)

describe('where a route is attached', () => {
  test.each<[string, string, string, string]>([
    ['a listener of its namespace', gateway(http()), route('HTTPRoute', parent()), 'http'],
    [
      'any of several',
      gateway(`${http()}, {name: other, port: 81, protocol: HTTP}`),
      route('GRPCRoute', parent()),
      'http other',
    ],
    [
      'the one that is named',
      gateway(`${http()}, {name: other, port: 81, protocol: HTTP}`),
      route('HTTPRoute', parent('sectionName: other')),
      'other',
    ],
    [
      'the one of that port',
      gateway(`${http()}, {name: other, port: 81, protocol: HTTP}`),
      route('HTTPRoute', parent('port: 81')),
      'other',
    ],
    [
      'a name that no listener has',
      gateway(http()),
      route('HTTPRoute', parent('sectionName: https')),
      'NoMatchingParent .spec.parentRefs.0.sectionName',
    ],
    [
      'a port that no listener has',
      gateway(http()),
      route('HTTPRoute', parent('sectionName: http, port: 443')),
      'NoMatchingParent .spec.parentRefs.0.port',
    ],
    [
      'a Gateway that is not there',
      gateway(http()),
      route('HTTPRoute', parent('namespace: infra')),
      'GatewayMissing .spec.parentRefs.0.name if Gateway',
    ],
    [
      'a Gateway of another namespace, by default',
      gateway(http(), 'infra'),
      route('HTTPRoute', parent('namespace: infra')),
      'NotAllowedByListeners .spec.parentRefs.0.name',
    ],
    [
      'one that takes all namespaces',
      gateway(from('{from: All}'), 'infra'),
      route('HTTPRoute', parent('namespace: infra')),
      'http',
    ],
    [
      'one that takes the name of the namespace',
      gateway(
        from('{from: Selector, selector: {matchLabels: {kubernetes.io/metadata.name: default}}}'),
        'infra',
      ),
      route('HTTPRoute', parent('namespace: infra')),
      'http',
    ],
    [
      'one that takes a label',
      gateway(
        from('{from: Selector, selector: {matchExpressions: [{key: edge, operator: In, values: [open]}]}}'),
        'infra',
      ),
      `${route('HTTPRoute', parent('namespace: infra'))}---\n${namespace('{edge: open}')}`,
      'http',
    ],
    [
      'one that takes another label',
      gateway(from('{from: Selector, selector: {matchLabels: {edge: open}}}'), 'infra'),
      `${route('HTTPRoute', parent('namespace: infra'))}---\n${namespace('{edge: closed}')}`,
      'NotAllowedByListeners .spec.parentRefs.0.name',
    ],
    [
      'labels that are not known',
      gateway(from('{from: Selector, selector: {matchLabels: {edge: open}}}'), 'infra'),
      route('HTTPRoute', parent('namespace: infra')),
      'NotAllowedByListeners .spec.parentRefs.0.name if Namespace',
    ],
    [
      'a kind that the protocol cannot carry',
      gateway(http()),
      route('TCPRoute', parent()),
      'NotAllowedByListeners .spec.parentRefs.0.name',
    ],
    [
      'a kind that is not listed',
      gateway(http('allowedRoutes: {kinds: [{kind: GRPCRoute}]}')),
      route('HTTPRoute', parent()),
      'NotAllowedByListeners .spec.parentRefs.0.name',
    ],
    [
      'TLS that is passed through',
      gateway('{name: tls, port: 443, protocol: TLS, tls: {mode: Passthrough}}'),
      route('TLSRoute', parent()),
      'tls',
    ],
    ['UDP', gateway('{name: dns, port: 53, protocol: UDP}'), route('UDPRoute', parent()), 'dns'],
    [
      'a hostname under the listener’s',
      gateway(http('hostname: "*.example.com"')),
      route('HTTPRoute', parent('', 'a.b.example.com')),
      'http',
    ],
    [
      'another hostname',
      gateway(http('hostname: "*.example.com"')),
      route('HTTPRoute', parent('', 'example.com')),
      'NoMatchingListenerHostname .spec.hostnames',
    ],
    [
      'no hostname: the listener’s',
      gateway(http('hostname: a.example.com')),
      route('HTTPRoute', parent()),
      'http',
    ],
    ['a parent of another kind', gateway(http()), route('HTTPRoute', parent('kind: Mesh')), ''],
    ['no parent', gateway(http()), route('HTTPRoute', '{}'), ''],
  ])('%s', (_, gatewayYaml, rest, expected) => {
    const world = worldOfYaml(`${gatewayYaml}---\n${rest}`)
    const kind = (/kind: (\w+Route)\n/.exec(rest)?.[1] ?? 'HTTPRoute') as Kind & 'HTTPRoute'
    const said = attachmentsOf(world, theOnly(world, kind)).map(({ listeners, refusal }) =>
      refusal === undefined
        ? listeners.map(({ name }) => name).join(' ')
        : `${refusal.reason} .${refusal.at.join('.')}${refusal.absence === undefined ? '' : ` if ${refusal.absence}`}`,
    )
    expect(said.join()).toBe(expected)
  })
})

test.each([
  ['a.example.com', 'a.example.com', true],
  ['A.example.com', 'a.EXAMPLE.com', true],
  ['a.example.com', 'b.example.com', false],
  ['*.example.com', 'a.example.com', true],
  ['*.example.com', 'a.b.example.com', true],
  ['*.example.com', 'example.com', false],
  ['*.example.com', 'badexample.com', false],
  ['*.example.com', '*.com', true],
  ['*.example.com', '*.a.example.com', true],
  ['*.example.com', '*.ample.com', false],
  ['*.example.com', '*.example.org', false],
])('%s and %s meet: %s', (one, other, expected) => {
  expect(hostnamesMeet(one, other)).toBe(expected)
  expect(hostnamesMeet(other, one)).toBe(expected)
})
