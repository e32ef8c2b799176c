import { expect, test } from '@jest/globals'
import { lint } from '../../src/lint/lint.ts'
import { rules } from '../../src/rules/index.ts'
import { readText } from '../../src/sources/files/documents.ts'
import { mergeResults } from '../../src/sources/source.ts'
import { buildWorld } from '../../src/world/world.ts'
import { partial } from '../world-of.ts'

// several folders of one repository: what is in one of them may be an alternative to what is in another

const service = (port: number, name = 'web', more = '') =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {selector: {app: web}, ports: [{port: ${port}${more}}]}\n`
const pod =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: web}}\nspec: {containers: [{name: c, image: i}]}\n'
const ingress = (port: number) =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: web}\nspec: {defaultBackend: {service: {name: web, port: {number: ${port}}}}}\n`
const gateway = (listener: string) =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: edge}\nspec: {gatewayClassName: any, listeners: [{name: ${listener}, port: 80, protocol: HTTP}]}\n`
const route =
  'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r, namespace: default}\nspec: {parentRefs: [{name: edge, sectionName: web}], rules: [{backendRefs: [{name: web, port: 80}]}]}\n'
const client = (url: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: client}\nspec: {containers: [{name: c, image: i, env: [{name: WEB_URL, value: "${url}"}]}]}\n`

const deployment = (port: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: i, ports: [{name: ${port}, containerPort: 80}]}]}}}\n`

const shared = [
  ['base/pod.yaml', pod],
  ['base/web.yaml', service(80)],
] as const

test.each<[string, readonly (readonly [string, string])[], string[]]>([
  [
    'an Ingress is judged by the Service next to it',
    [...shared, ['variant/web.yaml', service(8080)], ['variant/ingress.yaml', ingress(8080)]],
    [],
  ],
  [
    'and by any of those elsewhere',
    [...shared, ['variant/web.yaml', service(8080)], ['ingress/ingress.yaml', ingress(8080)]],
    [],
  ],
  [
    'a port that none of them has is wrong',
    [...shared, ['variant/web.yaml', service(8080)], ['ingress/ingress.yaml', ingress(9090)]],
    ['error ingress-backend-port-wrong ingress/ingress.yaml'],
  ],
  [
    'a route is attached to any Gateway of that name',
    [
      ...shared,
      ['a/gateway.yaml', gateway('grpc')],
      ['b/gateway.yaml', gateway('web')],
      ['c/route.yaml', route],
    ],
    [],
  ],
  [
    'a Gateway of another folder may be another one',
    [...shared, ['a/gateway.yaml', gateway('grpc')], ['c/route.yaml', route]],
    ['unknown route-not-attached c/route.yaml'],
  ],
  [
    'the Gateway next to it is most likely meant',
    [...shared, ['c/gateway.yaml', gateway('grpc')], ['c/route.yaml', route]],
    ['warning route-not-attached c/route.yaml'],
  ],
  [
    'clients mean any of them, too',
    [...shared, ['variant/web.yaml', service(8080)], ['client/pod.yaml', client('http://web:8080')]],
    [],
  ],
  [
    'alternatives do not take node ports from one another',
    [
      ['base/pod.yaml', pod],
      [
        'secure/web.yaml',
        service(80, 'web-secure', ', nodePort: 30080').replace('spec: {', 'spec: {type: NodePort, '),
      ],
      [
        'insecure/web.yaml',
        service(80, 'web', ', nodePort: 30080').replace('spec: {', 'spec: {type: NodePort, '),
      ],
    ],
    [],
  ],
  [
    'one folder is applied together',
    [
      ['base/pod.yaml', pod],
      ['base/a.yaml', service(80, 'web', ', nodePort: 30080').replace('spec: {', 'spec: {type: NodePort, ')],
      ['base/b.yaml', service(80, 'api', ', nodePort: 30080').replace('spec: {', 'spec: {type: NodePort, ')],
    ],
    ['error allocation-taken base/b.yaml'],
  ],
  [
    'a Service that is copied for other pods, and whose name was not changed',
    [...shared, ['base/copy.yaml', service(80).replace('app: web', 'app: api')]],
    ['warning object-written-twice base/copy.yaml', 'unknown selector-matches-nothing base/copy.yaml'],
  ],
  [
    'the pods of another folder are a variant, where its own folder has some',
    [
      ['go/web.yaml', service(80, 'web', ', targetPort: http')],
      ['go/deployment.yaml', deployment('http')],
      ['php/deployment.yaml', deployment('php').replace('{name: web}', '{name: frontend}')],
    ],
    [],
  ],
  ['a variant of a Service for the same pods', [...shared, ['base/web-nodeport.yaml', service(8080)]], []],
  [
    'a variant in the same folder is no copy',
    [
      ...shared,
      [
        'base/all-in-one.yaml',
        `${service(8080)}---\n${pod.replace('image: i', 'image: j')}---\n${pod.replace('name: web,', 'name: more,')}`,
      ],
      ['base/web.yaml', `${service(80)}---\n${pod}`],
    ],
    [],
  ],
  [
    'a workload is there once for each variant, and a Service means its own',
    [
      ['one/web.yaml', `${service(80, 'web', ', targetPort: http')}---\n${deployment('http')}`],
      ['two/web.yaml', `${service(80, 'web', ', targetPort: main')}---\n${deployment('main')}`],
    ],
    [],
  ],
])('%s', (_, files, expected) => {
  const texts = new Map(files)
  const read = mergeResults(
    [...texts].map(([file, text]) => readText(file, text, { namespace: 'default', named: false })),
  )
  const { findings } = lint(buildWorld({ ...read, coverage: [partial] }), rules)
  expect(
    findings.map(
      ({ severity, verdict, rule, label }) =>
        `${verdict === 'unknown' ? verdict : severity} ${rule} ${label}`,
    ),
  ).toEqual(expected)
})
