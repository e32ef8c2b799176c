import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { fqdnOf, namesIn, resolveService, serviceNamesFor } from '../../../src/kube/dns/service-name.ts'
import { calledPort, isPodPort } from '../../../src/diagnose/called-port.ts'
import { clientReferencesOf } from '../../../src/kube/references/clients.ts'
import { ingressReferences } from '../../../src/kube/references/ingress.ts'
import { mentionsIn, shownText } from '../../../src/kube/references/mentions.ts'
import { nameEdit } from '../../../src/kube/references/name-edit.ts'
import { portEdit } from '../../../src/kube/references/port-edit.ts'
import type { Ingress } from '../../../src/world/types/manifest.ts'
import { complete, resourceOf, theOnly, worldOf } from '../../world-of.ts'
import { pod, service, workload } from '../web.ts'
import { anyText } from '../../any-text.ts'

describe('a host name, seen from namespace shop', () => {
  test.each([
    ['web', ['shop/web']],
    ['WEB', ['shop/web']],
    // `web.store` is the search list's `web.store.svc`; `web-0.web` one pod of a headless Service in the client's namespace
    ['web.store', ['store/web', 'shop/store at web']],
    ['web.store.svc', ['store/web!']],
    ['web.store.svc.cluster.local', ['store/web!']],
    ['web.store.svc.cluster.local.', ['store/web!']],
    ['web-0.web.store', ['store/web at web-0']],
    ['web-0.web.store.svc', ['store/web! at web-0']],
    ['web-0.web.store.svc.cluster.local', ['store/web! at web-0']],
    // the SRV name of a port, as Thanos, Cassandra and MongoDB drivers ask for it
    ['_pg._tcp.db', ['shop/db']],
    ['_pg._tcp.db.store', ['store/db']],
    ['_pg._tcp.db.store.svc.cluster.local.', ['store/db!']],
    ['_pg._tcp.db-0.db.store.svc', []],
    ['_pg.db', []],
    ['_tcp.db.store', []],
    // the dot at the end turns the search list off
    ['web.', []],
    ['web.store.', []],
    ['a.b.c.d', []],
    ['api.eu.example.com', []],
    ['10.0.0.1', []],
    ['web_1', []],
    ['-web', []],
    ['web-', []],
    ['', []],
    ['.', []],
    ['web..store', []],
    ['*.store', []],
    ['svc', ['shop/svc']],
    ['cluster.local', ['local/cluster', 'shop/local at cluster']],
    ['svc.cluster.local', []],
    ['web.svc.cluster.local', []],
    [`${'x'.repeat(64)}.store`, []],
  ])('%s', (host, expected) => {
    const names = namesIn(host, 'shop').map(
      ({ name, namespace, endpoint, certain }) =>
        `${namespace}/${name}${certain ? '!' : ''}${endpoint === undefined ? '' : ` at ${endpoint}`}`,
    )
    expect(names).toEqual(expected)
  })

  const headless = { ...service({ clusterIP: 'None' }), metadata: { name: 'peers', namespace: 'shop' } }
  const world = worldOf([
    service(),
    headless,
    { ...service(), metadata: { name: 'web', namespace: 'store' } },
  ])
  test.each([
    ['web', 'shop/web'],
    ['web.store', 'store/web'],
    ['peer-0.peers', 'shop/peers'],
    // a Service with a virtual IP has no names for its pods
    ['web-0.web', undefined],
    ['missing', undefined],
    ['web.missing', undefined],
  ])('%s resolves to %s', (host, expected) => {
    const found = resolveService(world, host, 'shop')
    expect(found && `${found.namespace}/${found.name}`).toBe(expected)
  })

  test('the full name of a Service leads back to it', () => {
    const label = fc.stringMatching(/^[a-z]([-a-z0-9]{0,10}[a-z0-9])?$/)
    fc.assert(
      fc.property(label, label, (name, namespace) => {
        const fqdn = fqdnOf(world, { name, namespace })
        expect(fqdn.endsWith('.svc.cluster.local')).toBe(true)
        expect(serviceNamesFor(world, fqdn, 'shop')).toEqual([{ name, namespace, certain: true }])
      }),
    )
  })

  test('the cluster domain is that of the World', () => {
    const kubelet = (data: string) =>
      worldOf([
        service(),
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'kubelet-config', namespace: 'kube-system' },
          data: { kubelet: data },
        },
      ])
    const other = kubelet('clusterDomain: corp.internal.')
    expect(fqdnOf(other, { name: 'web', namespace: 'shop' })).toBe('web.shop.svc.corp.internal')
    expect(resolveService(other, 'web.shop.svc.Corp.Internal.', 'x')?.name).toBe('web')
    expect(resolveService(other, 'web.shop.svc', 'x')?.name).toBe('web')
    expect(resolveService(other, 'web.shop.svc.cluster.local', 'x')).toBeUndefined()
    expect(resolveService(kubelet('a: b'), 'web.shop.svc.cluster.local', 'x')?.name).toBe('web')
  })
})

describe('text that programs read', () => {
  test.each([
    ['http://web', ['web:80']],
    ['https://web/v1?x=y', ['web:443']],
    ['http://web:8080/v1', ['web:8080']],
    ['ws://web wss://web', ['web:80', 'web:443']],
    ['grpc://web', ['web:?']],
    ['web:8080', ['web:8080']],
    ['udp://statsd:8125', ['statsd:8125/UDP']],
    ['a:9092,b:9092', ['a:9092', 'b:9092']],
    ['--upstream=http://web:80', ['web:80']],
    ['{"url": "http://web:80"}', ['web:80']],
    ['postgres://user:pass@db:5432/x', ['db:5432']],
    ['web.store.svc', ['web.store.svc:?']],
    ['web.store.svc.cluster.local:80', ['web.store.svc.cluster.local:80']],
    ['jdbc:postgresql://db:5432/chat?user=ada', ['db:5432']],
    ['jdbc:sqlserver://db:1433;databaseName=chat', ['db:1433']],
    ['jdbc:mysql:loadbalance://a:3306,b:3306/chat', ['a:3306', 'b:3306']],
    ['r2dbc:pool:postgresql://db:5432/chat', ['db:5432']],
    ['PLAINTEXT://a:9092,PLAINTEXT://b:9092', ['a:9092', 'b:9092']],
    ['mongodb://ada:secret@a:27017,b:27017,c/chat?replicaSet=rs', ['a:27017', 'b:27017', 'c:?']],
    ['see http://a,b and c', ['a:80', 'b:80']],
    ['url=http://a,timeout=5', ['a:80']],
    ['http://a/v1,b', ['a:80']],
    ['http://a, b', ['a:80']],
    ['web.svcs', []],
    ['web', []],
    ['web.store', []],
    // images, versions, times, Windows paths, labels
    ['redis:7', []],
    ['postgres:16', []],
    ['redis:7-alpine', []],
    ['12:30', ['12:30']],
    ['web:0', []],
    ['web:65536', []],
    ['web:123456', []],
    ['C:\\logs', []],
    ['[::1]:8080', []],
    ['key:value', []],
    ['', []],
    ['_pg._tcp.db', ['_pg._tcp.db:?']],
    ['--store=dnssrv+_grpc._tcp.thanos-store.monitoring.svc', ['_grpc._tcp.thanos-store.monitoring.svc:?']],
    ['--store=dns+thanos-store:10901', ['thanos-store:10901']],
    ['_pg.tcp.db', []],
    ['a_pg._tcp.db', []],
    ['://:', []],
    ['@:80', []],
  ])('%j names %j', (text, expected) => {
    const mentions = mentionsIn(text).map(
      ({ host, port, protocol }) => `${host}:${port ?? '?'}${protocol === 'TCP' ? '' : `/${protocol}`}`,
    )
    expect(mentions).toEqual(expected)
  })

  test('tells where a mention is, so that a fix replaces it and nothing else', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom('http://web:8080', 'tcp://db:5432', 'a.b.svc'),
        fc.string(),
        (before, peer, after) => {
          // a comment line mentions nothing
          const text = `a ${before.replaceAll(/[\n\r\u2028\u2029]/g, '')} ${peer} ${after}`
          const mentions = mentionsIn(text)
          expect(mentions.map((mention) => mention.text)).toContain(peer)
          for (const mention of mentions)
            expect(text.slice(mention.index, mention.index + mention.text.length)).toBe(mention.text)
        },
      ),
    )
  })

  // a ConfigMap may hold a megabyte of anything; whatever it is, it must not take longer than reading it
  test.each([
    ['one huge word', 'a'.repeat(1_000_000)],
    ['one huge host', `http://${'a.'.repeat(500_000)}:80`],
    ['many at signs', `http://${'@'.repeat(1_000_000)}`],
    ['many colons', ':'.repeat(1_000_000)],
    ['many schemes', 'http://'.repeat(150_000)],
    ['many short words', 'a:1 '.repeat(250_000)],
    ['words that nearly match', `${'a'.repeat(500)}! `.repeat(2000)],
    ['control characters', '\u0000\u0007\u001B[31m\u202E'.repeat(200_000)],
    ['lone surrogates', '\uD800'.repeat(500_000)],
  ])('is read quickly: %s', (_, text) => {
    mentionsIn(text)
  })

  test('that is hostile yields hosts of plain letters only', () => {
    fc.assert(
      fc.property(anyText(), (noise) => {
        for (const { host } of mentionsIn(`http://we${noise}b:80`)) expect(host).toMatch(/^[\w.-]+$/)
      }),
    )
  })

  test('is shown without the password of a URL', () => {
    const [mention] = mentionsIn('postgres://user:secret@db:5432/x')
    expect(mention && shownText(mention)).toBe('postgres://db:5432')
  })
})

describe('an edit of a mention', () => {
  test.each([
    ['http://web:8080/v1', 80, 'http://web'],
    ['https://web:8080', 80, 'https://web:80'],
    ['https://web:8080', 443, 'https://web'],
    ['http://web', 8080, 'http://web:8080'],
    ['web:8080', 80, 'web:80'],
    ['tcp://web:8080', 80, 'tcp://web:80'],
  ])('of the port: %s to %d', (text, port, expected) => {
    const [mention] = mentionsIn(text)
    expect(mention && portEdit(mention, port)).toBe(expected)
  })

  test.each([
    ['http://wbe:80/v1', 'http://web:80'],
    ['http://wbe.shop.svc.cluster.local', 'http://web.shop.svc.cluster.local'],
    ['WBE:8080', 'web:8080'],
    // neither the scheme nor the user is the host, however alike they are
    ['wbe://wbe:wbe@wbe:5432', 'wbe://wbe:wbe@web:5432'],
    ['web-0.wbe.shop.svc:80', 'web-0.web.shop.svc:80'],
    ['wbe.wbe.shop.svc:80', 'wbe.web.shop.svc:80'],
  ])('of the name: %s', (text, expected) => {
    const [mention] = mentionsIn(text)
    const [name] = namesIn(mention?.host ?? '', 'shop')
    expect(mention && name && nameEdit(mention, name, 'web')).toBe(expected)
  })
})

describe('the port that a mention calls', () => {
  const dns = service({
    ports: [
      { name: 'dns', port: 53, protocol: 'UDP' },
      { name: 'web', port: 80, targetPort: 8080 },
    ],
  })
  test.each([
    ['http://web', 'web'],
    ['web:80', 'web'],
    // bare text seldom tells the protocol, so the number decides
    ['web:53', 'dns'],
    ['udp://web:53', 'dns'],
    ['http://web:53', undefined],
    ['udp://web:80', undefined],
    ['web:8080', undefined],
    ['grpc://web', undefined],
  ])('%s: %s', (text, expected) => {
    const [mention] = mentionsIn(text)
    expect(mention && calledPort(dns, mention)?.name).toBe(expected)
  })

  test.each([
    [8080, true],
    [9090, true],
    [80, false],
    [53, false],
    [1234, false],
  ])('%d is a port of the pods: %s', (port, expected) => {
    const declares = { spec: { containers: [{ name: 'web', ports: [{ containerPort: 9090 }] }] } }
    const world = worldOf([dns, pod(1, declares)], [complete])
    expect(isPodPort(world, theOnly(world, 'Service'), port)).toBe(expected)
  })
})

describe('the references of a client', () => {
  const container = {
    name: 'client',
    command: ['run', 'a:1001'],
    args: ['b:1002'],
    env: [{ name: 'X', value: 'c:1003' }, { name: 'Y' }],
  }
  const places = (manifest: object) => {
    const world = worldOf([manifest], [complete])
    const [resource] = world.resources
    return resource === undefined
      ? []
      : clientReferencesOf(world, resource)
          .map(({ path, mention }) => `${path.join('.')} ${mention.text}`)
          .toSorted()
  }

  test.each([
    ['Pod', 'spec', pod(1, { spec: { containers: [container] } })],
    ['Deployment', 'spec.template.spec', workload('Deployment', { podSpec: { containers: [container] } })],
    [
      'CronJob',
      'spec.jobTemplate.spec.template.spec',
      workload('CronJob', { podSpec: { containers: [container] } }),
    ],
  ])('are in env, command and args of a %s', (_, path, manifest) => {
    expect(places(manifest)).toEqual([
      `${path}.containers.0.args.0 b:1002`,
      `${path}.containers.0.command.1 a:1001`,
      `${path}.containers.0.env.0.value c:1003`,
    ])
  })

  test('are in init containers and ConfigMaps too', () => {
    expect(places(pod(1, { spec: { containers: [], initContainers: [container] } }))).toHaveLength(3)
    expect(
      places({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'x' },
        data: { 'app.conf': 'peer tcp://b:1002\n' },
      }),
    ).toEqual(['data.app.conf tcp://b:1002'])
  })

  test('are not repeated by each pod of a workload that is there', () => {
    const owned = pod(1, {
      metadata: {
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'web', controller: true }],
      },
      spec: { containers: [container] },
    })
    const world = worldOf([owned, workload('DaemonSet')], [complete])
    expect(clientReferencesOf(world, theOnly(world, 'Pod'))).toEqual([])
    const alone = worldOf([owned], [complete])
    expect(clientReferencesOf(alone, theOnly(alone, 'Pod'))).toHaveLength(3)
  })
})

describe('an Ingress', () => {
  const ingress = (spec: object, annotations = {}): Ingress => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'x', annotations },
    spec,
  })
  const backend = (name: string, port: object = { number: 80 }) => ({ service: { name, port } })

  test.each([
    ['no spec', {}, []],
    ['the default backend', { defaultBackend: backend('web') }, ['web the default backend']],
    [
      'rules',
      {
        rules: [
          {
            host: 'a.example',
            http: { paths: [{ path: '/v1', backend: backend('web') }, { backend: backend('other') }] },
          },
        ],
      },
      ['web a.example/v1', 'other a.example/'],
    ],
    [
      'a rule for any host',
      { rules: [{ http: { paths: [{ path: '/', backend: backend('web') }] } }] },
      ['web */'],
    ],
    ['a resource backend is no Service', { defaultBackend: { resource: { kind: 'Bucket', name: 'x' } } }, []],
    ['a rule without paths', { rules: [{ host: 'a.example' }, { host: 'b.example', http: {} }] }, []],
    ['a backend without a name', { defaultBackend: { service: {} } }, []],
  ] as [string, object, string[]][])('names Services: %s', (_, spec, expected) => {
    expect(ingressReferences(resourceOf(ingress(spec))).map(({ name, via }) => `${name} ${via}`)).toEqual(
      expected,
    )
  })

  test('tells where', () => {
    const [reference] = ingressReferences(
      resourceOf(ingress({ rules: [{}, { http: { paths: [{ backend: backend('web') }] } }] })),
    )
    const at = ['spec', 'rules', 1, 'http', 'paths', 0, 'backend', 'service']
    expect(reference).toMatchObject({ path: [...at, 'name'], portPath: [...at, 'port', 'number'] })
  })

  test.each([
    [{ name: 'use-annotation' }, { 'alb.ingress.kubernetes.io/actions.web': '{}' }, true],
    // a controller may write the action later
    [{ name: 'use-annotation' }, { 'alb.ingress.kubernetes.io/actions.other': '{}' }, true],
    [{ name: 'use-annotation' }, {}, true],
    [{ number: 80 }, { 'alb.ingress.kubernetes.io/actions.web': '{}' }, false],
  ])('an AWS action: port %j with %j is %s', (port, annotations, expected) => {
    const manifest = ingress({ defaultBackend: backend('web', port) }, annotations)
    expect(ingressReferences(resourceOf(manifest)).length === 0).toBe(expected)
  })
})
