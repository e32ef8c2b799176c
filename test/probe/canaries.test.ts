import { afterAll, afterEach, expect, test } from '@jest/globals'
import { formatsOf, isTemplateFormat } from '../../src/report/formats.ts'
import { kinds } from '../../src/world/kinds.ts'
import { cleanUp, kubeconfig, start, stopServers, write } from '../sources/cluster-fixtures.ts'
import * as api from '../sources/kubernetes-list-api.ts'
import { svc } from '../svc.ts'

/** Whatever programs, containers and the API server say to a probe: none of what could be secret in it gets into an output. */

afterEach(stopServers)
afterAll(cleanUp)

let planted = 0
const canary = () => `cAnary${planted++}Zq7xYvw9k2L`
const token = canary()

/** What servers and controllers say in errors, with credentials in the ways that people write them. */
const said = () =>
  `upstream: Authorization: Bearer ${canary()} password=${canary()} --token ${canary()} http://a:${canary()}@db:80/ Bearer ${token}`

const labels = { app: 'web' }
const pod = (name: string, ip: string) => ({
  metadata: { name, namespace: 'default', uid: name, labels: name === 'web-1' ? labels : { app: name } },
  spec: {
    containers: [
      {
        name: 'main',
        image: 'app',
        env: [
          { name: 'API_URL', value: `http://u:${canary()}@web:80/${canary()}?key=${canary()}` },
          { name: 'PASSWORD', value: canary() },
        ],
        args: ['--token', canary()],
        ports: [{ containerPort: 80 }],
      },
    ],
  },
  status: {
    phase: 'Running',
    podIP: ip,
    podIPs: [{ ip }],
    conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: [{ name: 'main', ready: true, state: { running: {} } }],
  },
})
const objects = () => ({
  ...Object.fromEntries(Object.values(kinds).map(({ resource }) => [resource, []])),
  services: [
    {
      metadata: { name: 'web', namespace: 'default', uid: 'web' },
      spec: {
        clusterIP: '10.96.0.9',
        clusterIPs: ['10.96.0.9'],
        selector: labels,
        ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
      },
    },
  ],
  pods: [pod('web-1', '10.1.0.4'), pod('client', '10.1.0.5')],
})

const allowed = api.body(JSON.stringify({ status: { allowed: true } }), 'application/json')

/** What the program behind the proxy of the API server answers. */
const programs: Readonly<Record<string, () => api.Reply>> = {
  'a page': () => api.body(`<html>${said()}</html>`, 'text/html'),
  'an error of its own': () => api.status(500, said()),
  'headers and a redirect': () => (response) => {
    response.writeHead(302, {
      Server: `nginx ${canary()}`,
      Location: `https://u:${canary()}@login.example/${canary()}?token=${canary()}#${canary()}`,
      'Set-Cookie': `session=${canary()}`,
      'WWW-Authenticate': `Basic realm="${canary()}"`,
      'X-Api-Key': canary(),
    })
    response.end(said())
  },
  'an error of the dialler': () =>
    api.status(503, `error trying to reach service: Get "http://10.1.0.4:80/?token=${canary()}": ${said()}`),
}

/** How the API server answers what comes before the program and next to it; all streams are refused with words. */
const around: Readonly<Record<string, (path: string) => api.Reply | undefined>> = {
  'all is granted': (path) => {
    if (path.endsWith('/selfsubjectaccessreviews')) return allowed
    if (/\/(?:exec|portforward|ephemeralcontainers)$/.test(path)) return api.status(500, said())
    // of the pod that is created: it is there, and its log holds anything
    if (path.endsWith('/log')) return api.body(`svc-said web 80 ${said()}\n${said()}\n`, 'text/plain')
    return undefined
  },
  'rights are not told': (path) =>
    path.endsWith('/selfsubjectaccessreviews') ? api.status(500, said()) : undefined,
  'nothing is created': (path) => {
    if (path.endsWith('/selfsubjectaccessreviews')) return allowed
    return /\/(?:exec|portforward|ephemeralcontainers|pods)$/.test(path) ? api.status(422, said()) : undefined
  },
}

const commandLines = [
  ...formatsOf.trace.map((format) => ['trace', 'web', '--from', 'pod/client', '--probe', '-o', format]),
  ['trace', 'http://web/', '--from', 'pod/client', '--probe=pod', '-o', 'json'],
  ['trace', 'web', '--from', 'pod/client', '--probe=debug', '-o', 'json'],
  ...formatsOf.endpoints
    .filter((format) => !isTemplateFormat(format))
    .map((format) => ['endpoints', 'web', '--probe', '-o', format]),
  ...['text', 'json', 'sarif'].map((format) => ['lint', '--probe', '-o', format]),
]

const found = (text: string) => [...new Set(text.match(/cAnary\d+Zq7\w*/g))]
const isList = ({ path, query }: api.Seen) => query.has('limit') || path === '/version'

test.each(Object.keys(programs).flatMap((program) => Object.keys(around).map((words) => [program, words])))(
  'the program answers with %s, %s',
  async (program, words) => {
    const asked = new Set<string>()
    // with FULL=1 each of them meets each command line
    const lines = commandLines.filter(
      (_, index) =>
        process.env['FULL'] !== undefined || (index + Object.keys(programs).indexOf(program)) % 6 === 0,
    )
    for (const argv of lines) {
      const server = await start({
        objects: objects(),
        reply: (seen) => {
          if (isList(seen)) return undefined
          asked.add(seen.path.replace(/^.*\//, ''))
          return seen.path.includes('/proxy') ? programs[program]?.() : around[words]?.(seen.path)
        },
      })
      const config = write(kubeconfig(server.url, { user: { token } }))
      const { stdout, stderr } = await svc([...argv, '--kubeconfig', config, '--request-timeout', '2s'])
      const lost = `${stdout}${stderr}`.split('\n').filter((line) => found(line).length > 0)
      expect([argv.join(' '), lost]).toEqual([argv.join(' '), []])
      await stopServers()
    }
    expect([...asked]).toContain('selfsubjectaccessreviews')
  },
)
