import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { dependents } from '../../src/diagnose/dependents.ts'
import { notLookedAt } from '../../src/diagnose/not-looked-at.ts'
import { worldOfYaml } from '../world-of.ts'
import { recordedIn } from '../recorded.ts'
import { worldInFull } from '../world-in-full.ts'

const expectRecorded = recordedIn(join(import.meta.dirname, 'every-way-to-name.txt'))

const db = `apiVersion: v1
kind: Service
metadata: {name: user-db, namespace: shop}
spec: {clusterIP: 10.96.4.4, selector: {app: user-db}, ports: [{port: 5432}]}
---
apiVersion: v1
kind: Pod
metadata: {name: user-db-0, namespace: shop, labels: {app: user-db}}
spec: {nodeName: n1, containers: [{name: c, image: i, ports: [{containerPort: 5432}]}]}
status: {phase: Running, podIPs: [{ip: 10.0.0.9}], conditions: [{type: Ready, status: "True"}]}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {type: ExternalName, externalName: user-db.shop.svc.cluster.local}
`
const configMap = (key: string, text: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: shop}\ndata: ${JSON.stringify({ [key]: text })}\n`
const pod = (container: object, spec: object = {}, namespace = 'shop') =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'client', namespace },
    spec: { ...spec, containers: [{ name: 'c', image: 'user-db:2024', ...container }] },
  })
const env = (name: string, value: string, spec: object = {}, namespace = 'shop') =>
  pod({ env: [{ name, value }] }, spec, namespace)
const args = (...words: string[]) => pod({ args: words })

function said(yaml: string): string[] {
  const world = worldOfYaml(`${db}---\n${yaml}`)
  const service = world.get('Service', 'shop', 'user-db')
  if (service === undefined) throw new Error('no Service')
  return dependents(world, service)
    .filter(({ reference }) => reference.kind !== 'alias')
    .map(({ reference: { kind, via, possible, through }, ok }) =>
      [
        possible === true ? 'possible' : 'certain',
        kind,
        via,
        ...(through === undefined ? [] : [`through ${through.name}`]),
        ...(ok === false ? ['broken'] : []),
      ].join(' '),
    )
}

describe('who names a Service', () => {
  test.each<[string, string, string[]]>([
    ['a URL', env('U', 'http://user-db:5432/'), ['certain text http://user-db:5432']],
    ['a target of gRPC', env('X', 'dns:///user-db.shop:5432'), ['certain text dns:///user-db.shop:5432']],
    ['what follows the port', env('X', 'user-db:5432:users'), ['possible text user-db']],
    [
      'a server of an upstream of nginx',
      configMap('nginx.conf', 'upstream pool { server user-db:5432; }'),
      ['certain text user-db:5432'],
    ],
    [
      'the host of a probe',
      pod({ livenessProbe: { httpGet: { host: 'user-db', port: 5432 } } }),
      ['certain text user-db'],
    ],
    [
      'the host of a hook',
      pod({ lifecycle: { postStart: { tcpSocket: { host: 'user-db.shop', port: 5432 } } } }),
      ['certain text user-db.shop'],
    ],
    [
      'an argument of a debug container',
      pod({}, { ephemeralContainers: [{ name: 'e', image: 'i', args: ['user-db:5432'] }] }),
      ['certain text user-db:5432'],
    ],
    ["the image of a Service's name", pod({ image: 'user-db:5432' }), []],
    ['host and port', env('DB_ADDR', 'user-db:5432'), ['certain text user-db:5432']],
    [
      'host and the port that it has, whatever the setting',
      env('X', 'user-db:5432'),
      ['certain text user-db:5432'],
    ],
    ['host and another port', env('DB_ADDR', 'user-db:5433'), ['certain text user-db:5433 broken']],
    ['a host alone', env('DB_HOST', 'user-db'), ['certain text user-db']],
    ['a host alone, in camel case', configMap('dbHost', 'user-db'), ['certain text user-db']],
    ['a host with its namespace', env('PGHOST', 'user-db.shop', {}, 'web'), ['certain text user-db.shop']],
    ['a flag', args('--db-host=user-db'), ['certain text user-db']],
    ['a flag and its value', args('--db-host', 'user-db'), ['certain text user-db']],
    ['-h', args('-h', 'user-db'), ['certain text user-db']],
    ['keywords of libpq', env('X', 'host=user-db port=5432 user=user-db'), ['certain text user-db']],
    ['keywords of libpq, another port', env('X', 'host=user-db port=5433'), ['certain text user-db broken']],
    ['JDBC', env('X', 'jdbc:postgresql://user-db:5432/x'), ['certain text jdbc:postgresql://user-db:5432']],
    ['a DSN of Go', env('X', 'u:p@tcp(user-db:5432)/x'), ['certain text user-db:5432']],
    ['a line of a file', configMap('app.properties', 'a=b\ndb.host=user-db\n'), ['certain text user-db']],
    ['a line of YAML', configMap('app.yaml', 'db:\n  host: user-db\n'), ['certain text user-db']],
    ['JSON', configMap('app.json', '{"host": "user-db"}'), ['certain text user-db']],
    ['a command of a shell', pod({ command: ['sh', '-c', 'nc -z user-db 5432'] }), ['certain text user-db']],
    [
      'a probe',
      pod({ readinessProbe: { exec: { command: ['pg_isready', '-h', 'user-db'] } } }),
      ['certain text user-db'],
    ],
    ['the variable of the host', args('$(USER_DB_SERVICE_HOST)'), ['certain variable USER_DB_SERVICE_HOST']],
    [
      'the older variable',
      env('X', '$(USER_DB_PORT_5432_TCP_ADDR)'),
      ['certain variable USER_DB_PORT_5432_TCP_ADDR'],
    ],
    [
      'a variable in a script',
      configMap('run.py', 'os.environ["USER_DB_SERVICE_HOST"]'),
      ['certain variable USER_DB_SERVICE_HOST'],
    ],
    [
      'a variable that may be another',
      configMap('run.sh', 'echo USER_DB_PORT'),
      ['possible variable USER_DB_PORT'],
    ],
    [
      'a variable that is not set',
      pod({ args: ['$(USER_DB_SERVICE_HOST)'] }, { enableServiceLinks: false }),
      ['certain variable USER_DB_SERVICE_HOST broken'],
    ],
    [
      'a variable of its own',
      pod({ args: ['$(USER_DB_PORT)'], env: [{ name: 'USER_DB_PORT', value: '1' }] }),
      [],
    ],
    ['a variable in another namespace', pod({ args: ['$(USER_DB_SERVICE_HOST)'] }, {}, 'web'), []],
    [
      'a short name by the search list',
      env('DB_HOST', 'user-db', { dnsConfig: { searches: ['shop.svc.cluster.local'] } }, 'web'),
      ['certain text user-db'],
    ],
    ['a short name of another namespace', env('DB_HOST', 'user-db', {}, 'web'), []],
    [
      'the hosts file',
      pod({}, { hostAliases: [{ ip: '10.96.4.4', hostnames: ['user-db'] }] }),
      ['certain host-alias 10.96.4.4 user-db'],
    ],
    [
      'the hosts file, elsewhere',
      pod({}, { hostAliases: [{ ip: '10.96.9.9', hostnames: ['user-db'] }] }),
      ['certain host-alias 10.96.9.9 user-db broken'],
    ],
    [
      'the hosts file, by address',
      pod({}, { hostAliases: [{ ip: '10.96.4.4', hostnames: ['x'] }] }),
      ['certain host-alias 10.96.4.4 x'],
    ],
    ['its address', env('X', '10.96.4.4:5432'), ['certain text 10.96.4.4:5432']],
    ['its alias', env('X', 'http://db:5432'), ['certain text http://db:5432 through db']],
    [
      'its alias, on a port that it has not',
      env('X', 'http://db:80'),
      ['certain text http://db:80 through db broken'],
    ],
    ['a word', env('X', 'user-db'), ['possible text user-db']],
    ['a word among others', args('start user-db now'), ['possible text user-db']],
    [
      'a field of another kind',
      'apiVersion: x.example.com/v1\nkind: Canary\nmetadata: {name: c, namespace: shop}\nspec: {stableService: user-db, note: user-db}\n',
      ['possible text user-db'],
    ],
    [
      'lists of fields of another kind',
      'apiVersion: x.example.com/v1\nkind: Canary\nmetadata: {name: c, namespace: shop}\nspec: {services: [user-db, {name: user-db}], notes: [user-db], target: {kind: Service, name: user-db, namespace: shop}}\n',
      ['possible text user-db', 'possible text user-db', 'possible text user-db'],
    ],
    // none of these is a Service
    ['an image', env('IMAGE', 'user-db:5432'), []],
    ['a user', env('POSTGRES_USER', 'user-db'), []],
    ['a database', env('POSTGRES_DB', 'user-db'), []],
    ['a password', env('DB_PASSWORD', 'user-db'), []],
    ['a key of Redis', env('CACHE_KEY', 'user-db:1001'), []],
    ['a comment', configMap('app.properties', '# user-db:5432\n'), []],
    ['a path', args('/etc/user-db/x.conf'), []],
    ['a longer name', env('DB_HOST', 'user-db.example.com'), []],
    ['a longer word', env('DB_HOST', 'user-db-ro'), []],
  ])('%s', (name, yaml, expected) => {
    expect(said(yaml)).toEqual(expected)
    expectRecorded(name, worldInFull(worldOfYaml(`${db}---\n${yaml}`)))
  })

  test('and what is not looked at is named', () => {
    const world = worldOfYaml(
      `${db}---\n${pod(
        {
          env: [{ name: 'PW', valueFrom: { secretKeyRef: { name: 'login', key: 'pw' } } }],
          envFrom: [{ configMapRef: { name: 'more' } }, { secretRef: { name: 'login' } }],
        },
        { volumes: [{ name: 'v', secret: { secretName: 'files' } }] },
      )}`,
    )
    const service = world.get('Service', 'shop', 'user-db')
    if (service === undefined) throw new Error('no Service')
    expect(notLookedAt(world, service).map(({ what }) => what)).toEqual([
      'Secret shop/files',
      'Secret shop/login',
      'ConfigMap shop/more',
      'the variables USER_DB_SERVICE_HOST, USER_DB_PORT and so on',
      'program code and the files of images',
      'clients outside the cluster',
    ])
  })
})
