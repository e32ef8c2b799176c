import type { ProbeScenario } from './scenario.ts'

const odd = (mode: string, ...flags: string[]) => ['odd', ...flags, mode]

const front = (host: string) => [
  {
    path: '/apis/networking.k8s.io/v1/namespaces/$NS/ingresses',
    body: {
      metadata: { name: 'front' },
      spec: {
        ingressClassName: 'traefik',
        rules: [
          {
            host,
            http: {
              paths: [
                {
                  path: '/',
                  pathType: 'Prefix',
                  backend: { service: { name: 'web', port: { number: 80 } } },
                },
              ],
            },
          },
        ],
      },
    },
    status: { loadBalancer: { ingress: [{ ip: '198.19.0.20' }] } },
  },
]

/** Details of HTTP and gRPC, datagrams, names, node ports, and what is behind a controller. */
export const furtherScenarios: readonly ProbeScenario[] = [
  {
    name: 'answers 404 to the path',
    server: { args: odd('missing') },
    target: 'http://web.$NS/no/such/path',
    client: 'app',
    status: 'works',
    grounds: 'observed',
    says: /answers HTTP with 404/,
  },
  {
    name: 'answers 500 to the path',
    server: { args: odd('failing') },
    target: 'http://web.$NS/path',
    client: 'app',
    status: 'broken',
    hop: 'port',
    says: /answers HTTP with 500 .*the program itself fails/,
  },
  {
    name: 'answers 500 where no path is called',
    server: { args: odd('failing') },
    target: 'web.$NS',
    client: 'app',
    status: 'works',
    grounds: 'observed',
    says: /answers HTTP with 500/,
  },
  {
    name: 'a proxy in the pod answers 503',
    server: { args: odd('unavailable', '-server', 'envoy') },
    target: 'http://web.$NS/',
    client: 'app',
    status: 'broken',
    hop: 'port',
    says: /a proxy in the pod \(envoy\) does not reach the program behind it/,
  },
  {
    name: 'gRPC that serves',
    server: { args: ['grpc-health-checking', '--port=8080', '--http-port=8081'], image: 'agnhost' },
    target: 'grpc://web.$NS/grpc.health.v1.Health/Check',
    client: 'app',
    status: 'works',
    grounds: 'observed',
    says: /speaks gRPC without TLS \(health: SERVING\)/,
  },
  {
    name: 'gRPC that says it does not serve',
    server: {
      args: ['grpc-health-checking', '--port=8080', '--http-port=8081', '--delay-unhealthy-sec=1'],
      image: 'agnhost',
    },
    target: 'grpc://web.$NS/grpc.health.v1.Health/Check',
    client: 'app',
    status: 'broken',
    hop: 'port',
    says: /the program itself says that it does not serve/,
  },
  {
    name: 'plain HTTP where gRPC is called',
    server: { args: odd('plain') },
    target: 'grpc://web.$NS/shop.Cart/Get',
    client: 'app',
    status: 'broken',
    hop: 'port',
    says: /answers HTTP.* where the URL has gRPC without TLS/,
  },
  {
    name: 'datagrams, and a socket for them',
    server: { args: ['serve', '-udp', '8080'] },
    service: { protocol: 'UDP' },
    port: { protocol: 'UDP' },
    target: 'web.$NS:80/udp',
    client: 'app',
    status: 'works',
    grounds: 'observed',
    says: /listens on 8080 over UDP/,
    leftOut: /the way of datagrams: .*nothing proves that they arrive/,
  },
  {
    name: 'datagrams, and no socket for them',
    server: { args: ['serve', '-udp', '9090'] },
    service: { protocol: 'UDP' },
    port: { protocol: 'UDP' },
    target: 'web.$NS:80/udp',
    client: 'app',
    status: 'broken',
    hop: 'port',
    says: /does not listen on 8080 over UDP: it listens on 9090/,
  },
  {
    name: 'DNS over UDP',
    server: { args: odd('plain') },
    target: 'kube-dns.kube-system:53/udp',
    client: 'app',
    status: 'works',
    grounds: 'observed',
    says: /Pod \S+\/cli gets an answer of DNS from/,
  },
  {
    name: 'a client that looks names up with nslookup alone',
    server: { args: odd('plain') },
    target: 'http://web.$NS/',
    client: 'user',
    status: 'works',
    grounds: 'observed',
    says: /Pod \S+\/cli connects to/,
  },
  {
    name: 'the name of a port',
    server: { args: odd('plain') },
    service: { portName: 'http' },
    target: '_http._tcp.web.$NS',
    client: 'app',
    status: 'works',
    grounds: 'observed',
    says: /Pod \S+\/cli connects to/,
    leftOut: /a lookup of _http\._tcp\.web\.\S+ by the client/,
  },
  {
    name: 'a node port, from a pod',
    server: { args: odd('plain') },
    service: { type: 'NodePort', nodePort: 32_321 },
    target: 'node/n1:32321',
    client: 'app',
    status: 'works',
    grounds: 'observed',
    says: /Pod \S+\/cli connects to/,
  },
  {
    name: 'behind an Ingress',
    server: { args: odd('plain') },
    more: front('$NS.example'),
    target: 'http://$NS.example/',
    client: 'app',
    status: 'works',
    grounds: 'observed',
    says: /answers HTTP with 200/,
  },
  {
    name: 'behind an Ingress whose address leads nowhere',
    server: { args: odd('plain') },
    more: front('$NS.example').map((each) => ({
      ...each,
      status: { loadBalancer: { ingress: [{ ip: '198.19.0.99' }] } },
    })),
    target: 'http://$NS.example/',
    client: 'app',
    status: 'broken',
    hop: 'route',
    says: /(gets no answer from|has no route to|is refused at) 198\.19\.0\.99:80, the address of Ingress/,
  },
  {
    name: 'behind an Ingress that the controller at its address does not know',
    server: { args: odd('plain') },
    more: front('$NS.example')
      .map(({ body, ...rest }) => ({
        ...rest,
        body: { ...body, spec: { ...body.spec, ingressClassName: '$NS' } },
      }))
      .concat([
        {
          path: '/apis/networking.k8s.io/v1/ingressclasses',
          body: { metadata: { name: '$NS' }, spec: { controller: 'example.com/another' } },
        },
      ] as never[]),
    target: 'http://$NS.example/',
    client: 'app',
    status: 'undecided',
    hop: 'route',
    says: /gets 404 from 198\.19\.0\.20:80, .*and the backends answer otherwise/,
  },
]
