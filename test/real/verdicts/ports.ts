import { images } from '../../bed/packets.js'
import { client, deployment, service, toPort } from './objects.ts'
import type { VerdictScenario } from './scenario.ts'

const shell = (command: string) => ({
  container: { image: images.busybox, command: ['sh', '-c', command], args: [] },
})
const loopback = {
  container: {
    image: images.busybox,
    command: ['httpd'],
    args: ['-f', '-p', '127.0.0.1:8080', '-h', '/etc'],
  },
}
const udpPort = { ports: [{ name: 'dns', port: 53, targetPort: 5353, protocol: 'UDP' }] }
const sidecar = {
  name: 'proxy',
  image: images.app,
  imagePullPolicy: 'Never',
  restartPolicy: 'Always',
  args: ['serve', '-port', '8080'],
  ports: [{ name: 'http', containerPort: 8080 }],
}

/** Where a port leads, and whether a program listens there. */
export const portScenarios: readonly VerdictScenario[] = [
  {
    name: 'a named targetPort',
    objects: [deployment('web', { probe: 8080 }), service('web', toPort('http')), client()],
    target: 'http://web',
    requests: 'all answered',
  },
  {
    name: 'a named targetPort that no pod has',
    objects: [deployment('web', { probe: 8080 }), service('web', toPort('htpp')), client()],
    target: 'http://web',
    requests: 'none answered',
    hop: ['endpoints', 'port'],
    errors: ['target-port-name-unknown', 'endpoints-without-port'],
  },
  {
    name: 'a named targetPort of another protocol',
    objects: [
      deployment('web', {
        ports: {},
        container: { ports: [{ name: 'http', containerPort: 8080, protocol: 'UDP' }] },
      }),
      service('web', toPort('http')),
      client(),
    ],
    target: 'http://web',
    requests: 'none answered',
    hop: ['endpoints', 'port'],
    errors: ['target-port-name-other-protocol', 'endpoints-without-port'],
  },
  {
    name: 'a named targetPort of different numbers',
    objects: [
      deployment('v1', { labels: { app: 'web', version: 'v1' }, probe: 8080 }),
      deployment('v2', {
        labels: { app: 'web', version: 'v2' },
        args: ['serve', '-port', '9090'],
        ports: { http: 9090 },
        probe: 9090,
      }),
      service('web', toPort('http')),
      client(),
    ],
    target: 'http://web',
    requests: 'all answered',
  },
  {
    name: 'a named targetPort that one workload lacks',
    objects: [
      deployment('v1', { labels: { app: 'web', version: 'v1' }, probe: 8080 }),
      deployment('v2', { labels: { app: 'web', version: 'v2' }, ports: { web: 8080 }, probe: 8080 }),
      service('web', toPort('http')),
      client(),
    ],
    target: 'http://web',
    requests: 'all answered',
    verdict: ['degraded', 'works'],
    errors: ['target-port-name-unknown', 'target-port-differs-between-pods', 'endpoints-without-port'],
  },
  {
    name: 'a named port of a sidecar',
    objects: [
      deployment('web', { args: ['pause'], ports: {}, spec: { initContainers: [sidecar] } }),
      service('web', toPort('http')),
      client(),
    ],
    target: 'http://web',
    requests: 'all answered',
  },
  {
    name: 'a number that contradicts the only declared port',
    objects: [deployment('web', { probe: 8080 }), service('web', toPort(9090)), client()],
    target: 'http://web',
    requests: 'none answered',
    hop: 'port',
    verdict: ['broken', 'undecided'],
    warnings: ['target-port-undeclared'],
  },
  {
    name: 'a number that one of two workloads serves',
    objects: [
      deployment('v1', { labels: { app: 'web', version: 'v1' }, probe: 8080 }),
      deployment('v2', {
        labels: { app: 'web', version: 'v2' },
        args: ['serve', '-port', '9090'],
        ports: { http: 9090 },
        probe: 9090,
      }),
      service('web'),
      client(),
    ],
    target: 'http://web',
    requests: 'some answered',
    verdict: ['degraded', 'undecided'],
  },
  {
    name: 'a port that the program serves and no container declares',
    objects: [deployment('web', { ports: {} }), service('web'), client()],
    target: 'http://web',
    requests: 'all answered',
  },
  {
    name: 'arguments that name another port than the container declares',
    objects: [deployment('web', { args: ['serve', '-port', '9090'] }), service('web'), client()],
    target: 'http://web',
    requests: 'none answered',
    hop: 'port',
    verdict: ['broken', 'undecided'],
  },
  {
    name: 'the port of the arguments, not that of the container',
    objects: [
      deployment('web', { args: ['serve', '-port', '9090'] }),
      service('web', toPort(9090)),
      client(),
    ],
    target: 'http://web',
    requests: 'all answered',
    verdict: ['works', 'undecided'],
  },
  {
    name: 'listens on loopback, by its arguments',
    objects: [deployment('web', loopback), service('web'), client()],
    target: 'http://web',
    requests: 'none answered',
    hop: 'port',
    verdict: ['broken', 'undecided'],
  },
  {
    name: 'listens on loopback, and nothing says so',
    objects: [
      deployment('web', shell('a=127; exec httpd -f -p $a.0.0.1:8080 -h /etc')),
      service('web'),
      client(),
    ],
    target: 'http://web',
    requests: 'none answered',
    invisible: true,
  },
  {
    name: 'listens on another port, and nothing says so',
    objects: [deployment('web', shell('p=90; exec httpd -f -p ${p}90 -h /etc')), service('web'), client()],
    target: 'http://web',
    requests: 'none answered',
    invisible: true,
  },
  {
    name: 'probed on a port, called on another that nothing serves',
    objects: [
      deployment('web', { ports: { http: 8080, admin: 9090 }, probe: 8080 }),
      service('web', toPort('admin')),
      client(),
    ],
    target: 'http://web',
    requests: 'none answered',
    invisible: true,
  },
  {
    name: 'a probe of the connection only',
    objects: [
      deployment('web', { container: { readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 } } }),
      service('web'),
      client(),
    ],
    target: 'http://web',
    requests: 'all answered',
  },
  {
    name: 'a probe by a command',
    objects: [
      deployment('web', {
        container: {
          readinessProbe: { exec: { command: ['/bin/bedapp', 'ready', 'on'] }, periodSeconds: 1 },
        },
      }),
      service('web'),
      client(),
    ],
    target: 'http://web',
    requests: 'all answered',
  },
  {
    name: 'the port of the pods instead of the Service’s',
    objects: [deployment('web', { probe: 8080 }), service('web'), client()],
    target: 'http://web:8080',
    requests: 'none answered',
    hop: 'service',
  },
  {
    name: 'UDP',
    objects: [
      deployment('dns', { args: ['serve', '-port', '8080', '-udp', '5353'] }),
      service('dns', udpPort),
      client(),
    ],
    target: 'dns:53/udp',
    requests: 'all answered',
  },
  {
    name: 'TCP at a Service of UDP',
    objects: [
      deployment('dns', { args: ['serve', '-port', '8080', '-udp', '5353'] }),
      service('dns', udpPort),
      client(),
    ],
    target: 'http://dns:53',
    requests: 'none answered',
    hop: 'service',
  },
  {
    name: 'one number in two protocols',
    objects: [
      deployment('dns', { args: ['serve', '-port', '8080', '-udp', '5353'] }),
      service('dns', {
        ports: [
          { name: 'dns', port: 53, targetPort: 5353, protocol: 'UDP' },
          { name: 'dns-tcp', port: 53, targetPort: 8080 },
        ],
      }),
      client(),
    ],
    target: 'http://dns:53',
    requests: 'all answered',
  },
]
