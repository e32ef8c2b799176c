import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { dependents } from '../../src/diagnose/dependents.ts'
import { notLookedAt } from '../../src/diagnose/not-looked-at.ts'
import { dependentsJson, dependentsText } from '../../src/report/inspect/dependents.ts'
import { noColors } from '../../src/report/palette.ts'
import type { Coverage } from '../../src/world/coverage.ts'
import { formatPath } from '../../src/world/place.ts'
import type { World } from '../../src/world/world.ts'
import { conforms } from '../conforms.ts'
import { complete, partial, worldOfYaml } from '../world-of.ts'
import { recordedIn } from '../recorded.ts'
import { worldInFull } from '../world-in-full.ts'

const expectRecorded = recordedIn(join(import.meta.dirname, 'dependents.txt'))

// everything that can point at one Service, as YAML; each document is one case of the table below
const web = `apiVersion: v1
kind: Service
metadata: {name: web, labels: {app: web}}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}, {name: dns, port: 53, protocol: UDP}]}
`
// a pod that answers at it: what refers to a Service without one does not get through
const serving = `---
apiVersion: v1
kind: Pod
metadata: {name: serving, labels: {app: web}}
spec: {nodeName: node-1, containers: [{name: c, image: i, ports: [{containerPort: 8080}, {containerPort: 53, protocol: UDP}]}]}
status: {phase: Running, podIPs: [{ip: 10.0.0.9}], conditions: [{type: Ready, status: "True"}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: edge
  listeners:
    - {name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}
    - {name: udp, port: 53, protocol: UDP, allowedRoutes: {namespaces: {from: All}}}
`
const route = (kind: string, spec: string, namespace = 'default') =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: ${kind}\nmetadata: {name: r, namespace: ${namespace}}\nspec: ${spec}\n`
const edge = 'parentRefs: [{name: edge, namespace: default}]'
const backend = (ref: string) => `{${edge}, rules: [{backendRefs: [${ref}]}]}`
const grant = (from: string, to: string, namespace = 'default') =>
  `apiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\nmetadata: {name: g, namespace: ${namespace}}\nspec: {from: [${from}], to: [${to}]}\n`
const gateway = 'group: gateway.networking.k8s.io'
const webhook = (service: string, kind = 'ValidatingWebhookConfiguration') =>
  `apiVersion: admissionregistration.k8s.io/v1\nkind: ${kind}\nmetadata: {name: w}\nwebhooks: [{name: check.example.com, clientConfig: {service: ${service}}}]\n`
const api = (service: string) =>
  `apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: {name: v1.x.example.com}\nspec: {service: ${service}}\n`
const crd = (conversion: string) =>
  `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: x.example.com}\nspec: {conversion: ${conversion}}\n`
const statefulSet = (app: string) =>
  `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: s}\nspec: {serviceName: web, template: {metadata: {labels: {app: ${app}}}, spec: {containers: [{name: c, image: i}]}}}\n`
const monitor = (spec: string, namespace = 'default') =>
  `apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: m, namespace: ${namespace}}\nspec: ${spec}\n`
const ingress = (port: string, annotations = '{}') =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i, annotations: ${annotations}}\nspec: {defaultBackend: {service: {name: web, port: ${port}}}}\n`
const istio = (kind: string, spec: string, namespace = 'default') =>
  `apiVersion: networking.istio.io/v1\nkind: ${kind}\nmetadata: {name: v, namespace: ${namespace}}\nspec: ${spec}\n`
const pod = (value: string, namespace = 'default') =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: ${namespace}}\nspec: {containers: [{name: c, image: i, env: [{name: U, value: "${value}"}]}]}\n`

function found(world: World): string[] {
  const service = world.get('Service', 'default', 'web')
  if (service === undefined) throw new Error('no Service')
  return dependents(world, service).map(
    ({ reference: { kind, path, possible }, ok, because }) =>
      `${kind} ${formatPath(path)} ${possible ? 'possible' : (ok ?? 'depends')}${because === undefined ? '' : `: ${because}`}`,
  )
}

const at = '.spec.rules[0].backendRefs[0].name'
const noPort = 'it has no port 8080, which is the port of its pods; it listens on 80 (http), 53/UDP (dns)'
const refused = 'no ReferenceGrant of namespace default admits HTTPRoutes of namespace other'
const elsewhere = route('HTTPRoute', backend('{name: web, namespace: default, port: 80}'), 'other')
const from = `{${gateway}, kind: HTTPRoute, namespace: other}`
const service = '{group: "", kind: Service}'

describe('who depends on a Service', () => {
  test.each<[string, string, string[]]>([
    [
      'an Ingress, by number',
      ingress('{number: 80}'),
      ['ingress-backend .spec.defaultBackend.service.name true'],
    ],
    [
      'an Ingress, by name',
      ingress('{name: http}'),
      ['ingress-backend .spec.defaultBackend.service.name true'],
    ],
    [
      'an Ingress on the pods’ port',
      ingress('{number: 8080}'),
      [`ingress-backend .spec.defaultBackend.service.name false: ${noPort}`],
    ],
    [
      'an Ingress on a port of UDP',
      ingress('{number: 53}'),
      [
        'ingress-backend .spec.defaultBackend.service.name false: its port 53 is not TCP; it listens on 80 (http), 53/UDP (dns)',
      ],
    ],
    ['a route', route('HTTPRoute', backend('{name: web, port: 80}')), [`route-backend ${at} true`]],
    [
      'a route on the pods’ port',
      route('GRPCRoute', backend('{name: web, port: 8080}')),
      [`route-backend ${at} false: ${noPort}`],
    ],
    ['a UDP route', route('UDPRoute', backend('{name: web, port: 53}')), [`route-backend ${at} true`]],
    [
      'a TCP route on a port of UDP',
      route('TCPRoute', backend('{name: web, port: 53}')),
      [`route-backend ${at} false: its port 53 is not TCP; it listens on 80 (http), 53/UDP (dns)`],
    ],
    [
      'a backend that is no Service',
      route('HTTPRoute', backend('{name: web, kind: Bucket, group: x.example.com}')),
      [],
    ],
    [
      'a mirror',
      route(
        'HTTPRoute',
        `{${edge}, rules: [{filters: [{type: RequestMirror, requestMirror: {backendRef: {name: web, port: 80}}}]}]}`,
      ),
      ['route-mirror .spec.rules[0].filters[0].requestMirror.backendRef.name true'],
    ],
    [
      'a route of a mesh',
      route('HTTPRoute', '{parentRefs: [{group: "", kind: Service, name: web, port: 81}]}'),
      [
        'route-parent .spec.parentRefs[0].name false: it has no port 81; it listens on 80 (http), 53/UDP (dns)',
      ],
    ],
    ['a route of another namespace', elsewhere, [`route-backend ${at} false: ${refused}`]],
    ['the same, granted', elsewhere + '---\n' + grant(from, service), [`route-backend ${at} true`]],
    [
      'granted by name',
      elsewhere + '---\n' + grant(from, '{group: "", kind: Service, name: web}'),
      [`route-backend ${at} true`],
    ],
    [
      'granted to another name',
      elsewhere + '---\n' + grant(from, '{group: "", kind: Service, name: api}'),
      [`route-backend ${at} false: ${refused}`],
    ],
    [
      'granted to the group "core"',
      elsewhere + '---\n' + grant(from, '{group: core, kind: Service}'),
      [`route-backend ${at} false: ${refused}`],
    ],
    [
      'granted for another kind',
      elsewhere + '---\n' + grant(`{${gateway}, kind: GRPCRoute, namespace: other}`, service),
      [`route-backend ${at} false: ${refused}`],
    ],
    [
      'granted in the namespace of the route',
      elsewhere + '---\n' + grant(from, service, 'other'),
      [`route-backend ${at} false: ${refused}`],
    ],
    [
      'a webhook on port 443',
      webhook('{name: web, namespace: default}'),
      [
        'webhook .webhooks[0].clientConfig.service.name false: it has no port 443; it listens on 80 (http), 53/UDP (dns); the API server says: no service port 443 found for service "web"',
      ],
    ],
    [
      'a webhook on its port',
      webhook('{name: web, namespace: default, port: 80}', 'MutatingWebhookConfiguration'),
      ['webhook .webhooks[0].clientConfig.service.name true'],
    ],
    [
      'an API service',
      api('{name: web, namespace: default, port: 80}'),
      ['api-service .spec.service.name true'],
    ],
    [
      'a conversion',
      crd(
        '{strategy: Webhook, webhook: {clientConfig: {service: {name: web, namespace: default, port: 80}}}}',
      ),
      ['conversion-webhook .spec.conversion.webhook.clientConfig.service.name true'],
    ],
    ['no conversion', crd('{strategy: None}'), []],
    ['a StatefulSet', statefulSet('web'), ['stateful-set .spec.serviceName true']],
    [
      'a StatefulSet with other labels',
      statefulSet('db'),
      [
        'stateful-set .spec.serviceName false: its selector does not choose the pods of s: they have no app=web',
      ],
    ],
    [
      'a monitor, by port name',
      monitor('{selector: {matchLabels: {app: web}}, endpoints: [{port: http}]}'),
      ['service-monitor .spec.endpoints[0] true'],
    ],
    [
      'a monitor of another name',
      monitor('{selector: {}, endpoints: [{port: metrics}]}'),
      [
        'service-monitor .spec.endpoints[0] false: it has no port "metrics"; it listens on 80 (http), 53/UDP (dns)',
      ],
    ],
    ['a monitor of another namespace', monitor('{selector: {}, endpoints: [{port: http}]}', 'other'), []],
    [
      'a monitor of all namespaces',
      monitor('{selector: {}, namespaceSelector: {any: true}, endpoints: [{port: http}]}', 'other'),
      ['service-monitor .spec.endpoints[0] true'],
    ],
    ['a name in env', pod('http://web/v1'), ['text .spec.containers[0].env[0].value true']],
    [
      'a name in env of another namespace',
      pod('http://web.default:8080', 'other'),
      [`text .spec.containers[0].env[0].value false: ${noPort}`],
    ],
    ['the same word elsewhere', pod('http://web/v1', 'other'), []],
    [
      'a VirtualService and what it mirrors',
      istio(
        'VirtualService',
        '{hosts: [web, "*"], http: [{route: [{destination: {host: web.default.svc.cluster.local, port: {number: 80}}}], mirror: {host: web, port: {number: 81}}}]}',
      ),
      [
        'mesh-host .spec.hosts[0] true',
        'mesh-destination .spec.http[0].route[0].destination.host true',
        'mesh-destination .spec.http[0].mirror.host false: it has no port 81; it listens on 80 (http), 53/UDP (dns)',
      ],
    ],
    [
      'a VirtualService of another namespace',
      istio('VirtualService', '{hosts: [web], http: [{route: [{destination: {host: web}}]}]}', 'other'),
      [],
    ],
    ['a DestinationRule', istio('DestinationRule', '{host: web}'), ['mesh-policy .spec.host true']],
    ['a host that Istio does not complete', istio('DestinationRule', '{host: web.default}'), []],
    [
      'a ServiceEntry',
      istio(
        'ServiceEntry',
        '{hosts: [x.example.com, web.default.svc.cluster.local], endpoints: [{address: web.default.svc.cluster.local}]}',
        'other',
      ),
      ['mesh-entry .spec.hosts[1] true', 'mesh-entry .spec.endpoints[0].address true'],
    ],
    [
      'the URL in an annotation, on the port of the pods',
      ingress('{number: 80}', '{nginx.ingress.kubernetes.io/auth-url: "http://web.default.svc:8080/a"}'),
      [
        'ingress-backend .spec.defaultBackend.service.name true',
        `text .metadata.annotations["nginx.ingress.kubernetes.io/auth-url"] false: ${noPort}`,
      ],
    ],
    [
      'the bare name in an annotation that takes one',
      ingress('{number: 80}', '{nginx.ingress.kubernetes.io/default-backend: web, example.com/note: web}'),
      [
        'ingress-backend .spec.defaultBackend.service.name true',
        'text .metadata.annotations["nginx.ingress.kubernetes.io/default-backend"] true',
      ],
    ],
    [
      'the argument of NodeLocal DNSCache',
      statefulSet('web').replace(
        'image: i',
        'image: i, args: [-upstreamsvc=web, --upstreamsvc, web, web], ports: [{containerPort: 8080}]',
      ),
      [
        'stateful-set .spec.serviceName true',
        'text .spec.template.spec.containers[0].args[0] true',
        'text .spec.template.spec.containers[0].args[2] true',
        'text .spec.template.spec.containers[0].args[3] possible',
      ],
    ],
  ])('%s', (name, yaml, expected) => {
    const world = worldOfYaml(`${web}${serving}---\n${yaml}`)
    expect(found(world)).toEqual(expected)
    expectRecorded(name, worldInFull(world))
  })

  test.each<[string, string, Coverage[], string]>([
    ['a grant may be elsewhere', elsewhere, [partial], `${refused} here, but only the given files were read`],
    [
      'an alias',
      ingress('{number: 80}'),
      [complete],
      'it is an alias (ExternalName), which many controllers refuse',
    ],
  ])('says neither yes nor no: %s', (name, yaml, coverage, because) => {
    const text =
      name === 'an alias'
        ? 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: ExternalName, externalName: web.example.com}\n'
        : web
    const [line] = found(worldOfYaml(`${text}---\n${yaml}`, coverage))
    expect(line).toMatch(/ depends: /)
    expect(line).toContain(because)
  })

  test.each([
    [80, 'it is headless; the API server says: cannot route to service with ClusterIP "None"'],
    // the number counts, before the type and before the protocol
    [53, 'it is headless; the API server says: cannot route to service with ClusterIP "None"'],
    [
      81,
      'it has no port 81; it listens on 80 (http), 53/UDP (dns); the API server says: service/web in "default" is not listening on port 81',
    ],
  ])('the API server cannot call a headless Service, on port %d', (port, because) => {
    const headless = web.replace('spec: {', 'spec: {clusterIP: None, ')
    const reference = api(`{name: web, namespace: default, port: ${port}}`)
    expect(found(worldOfYaml(`${headless}---\n${reference}`))).toEqual([
      `api-service .spec.service.name false: ${because}`,
    ])
  })

  test('in JSON as the schema has it, and in text with what was not read', () => {
    const world = worldOfYaml(
      `${web}${serving}---\n${ingress('{number: 81}')}---\n${pod('http://ada:secret@web/v1')}`,
    )
    const service = world.get('Service', 'default', 'web')
    if (service === undefined) throw new Error('no Service')
    const gaps = { unread: [], notRead: [{ kind: 'HTTPRoute', state: 'forbidden', because: 'no' }] } as const
    const result = {
      service,
      dependents: dependents(world, service),
      gaps,
      notLookedAt: notLookedAt(world, service),
    }
    expect(conforms('who', JSON.parse(dependentsJson(result)))).toEqual([])
    const text = dependentsText(result, { palette: noColors, width: 100 })
    expect(text).toContain('2 references to Service default/web, 1 broken')
    expect(text).toContain('list httproutes.gateway.networking.k8s.io: no')
    expect(text + dependentsJson(result)).not.toContain('secret')
    const none = { ...result, dependents: [] }
    expect(dependentsText(none, { palette: noColors, width: 100 })).toContain('no reference to')
    expect(conforms('who', JSON.parse(dependentsJson(none)))).toEqual([])
  })
})
