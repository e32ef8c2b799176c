import { expect, test } from '@jest/globals'
import { untranslatedPorts } from '../../../src/kube/policy/untranslated-ports.ts'
import { worldWith } from './policy-world.ts'

// policies see packets after kube-proxy has translated them: `be` listens on 8080, and Service `be` on 80 leads there

const service = (spec: string, name = 'be') =>
  `{apiVersion: v1, kind: Service, metadata: {namespace: web, name: ${name}}, spec: ${spec}}`
const toHttp = service('{selector: {app: be}, ports: [{port: 80, targetPort: http}]}')
const onBe = (ports: string) => `web: {podSelector: {matchLabels: {app: be}}, ingress: [{ports: ${ports}}]}`
const toPeers = (peers: string, ports: string) =>
  `web: {podSelector: {}, policyTypes: [Egress], egress: [{to: ${peers}, ports: ${ports}}]}`
const be = '[{podSelector: {matchLabels: {app: be}}}]'

test.each<[string, string, string, readonly string[]]>([
  ['the port of the Service', onBe('[{port: 80}]'), toHttp, ['80 be[0] -> 8080']],
  ['with its protocol said', onBe('[{port: 80, protocol: TCP}]'), toHttp, ['80 be[0] -> 8080']],
  ['of another protocol', onBe('[{port: 80, protocol: UDP}]'), toHttp, []],
  ['the port of the pod', onBe('[{port: 8080}]'), toHttp, []],
  ['both', onBe('[{port: 80}, {port: 8080}]'), toHttp, []],
  ['both, one by name', onBe('[{port: 80}, {port: http}]'), toHttp, []],
  ['next to another one', onBe('[{port: 9090}, {port: 80}]'), toHttp, ['80 be[0] -> 8080']],
  ['a range that holds it', onBe('[{port: 80, endPort: 90}]'), toHttp, []],
  ['a name', onBe('[{port: http}]'), toHttp, []],
  ['a port that no Service has', onBe('[{port: 81}]'), toHttp, []],
  [
    'a port that the pod declares, though the Service leads elsewhere',
    onBe('[{port: 9090}]'),
    service('{selector: {app: be}, ports: [{port: 9090, targetPort: http}]}'),
    [],
  ],
  [
    'the second port of a Service',
    onBe('[{port: 81}]'),
    service(
      '{selector: {app: be}, ports: [{name: a, port: 80, targetPort: 8080}, {name: b, port: 81, targetPort: 9090}]}',
    ),
    ['81 be[1] -> 9090'],
  ],
  [
    'a Service that translates nothing',
    onBe('[{port: 80}]'),
    service('{selector: {app: be}, ports: [{port: 80}]}'),
    [],
  ],
  [
    'a name that no container has',
    onBe('[{port: 80}]'),
    service('{selector: {app: be}, ports: [{port: 80, targetPort: none}]}'),
    [],
  ],
  [
    'a Service of other pods',
    onBe('[{port: 80}]'),
    service('{selector: {app: fe}, ports: [{port: 80, targetPort: 8080}]}'),
    [],
  ],
  [
    'a workload whose pods are to come',
    'web: {podSelector: {matchLabels: {app: new}}, ingress: [{ports: [{port: 80}]}]}',
    service('{selector: {app: new}, ports: [{port: 80, targetPort: http}]}'),
    ['80 be[0] -> 8080'],
  ],
  ['what leaves for these pods', toPeers(be, '[{port: 80}]'), toHttp, ['80 be[0] -> 8080']],
  [
    'what leaves for anywhere',
    'web: {podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: 80}]}]}',
    toHttp,
    [],
  ],
  [
    'what leaves for these pods or an address',
    toPeers('[{podSelector: {matchLabels: {app: be}}}, {ipBlock: {cidr: 10.0.0.0/8}}]', '[{port: 80}]'),
    toHttp,
    [],
  ],
  ['what leaves for an address', toPeers('[{ipBlock: {cidr: 10.0.0.0/8}}]', '[{port: 80}]'), toHttp, []],
  [
    'what leaves for pods of other namespaces',
    toPeers('[{namespaceSelector: {matchLabels: {team: b}}}]', '[{port: 80}]'),
    toHttp,
    [],
  ],
  [
    'what leaves for pods of this namespace by its labels',
    toPeers(
      '[{namespaceSelector: {matchLabels: {team: a}}, podSelector: {matchLabels: {app: be}}}]',
      '[{port: 80}]',
    ),
    toHttp,
    ['80 be[0] -> 8080'],
  ],
])('%s', (_, policy, manifest, expected) => {
  const world = worldWith([policy, manifest])
  const found = world.all('NetworkPolicy').flatMap((each) => untranslatedPorts(world, each))
  expect(
    found.map(({ port, service: { name }, index, podPort }) => `${port} ${name}[${index}] -> ${podPort}`),
  ).toEqual(expected)
})
