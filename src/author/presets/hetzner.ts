import type { Preset } from './preset.ts'

const commit = '6485324fbd9701d3422c0cf301fa4535065d9d65'
const source = `https://github.com/hetznercloud/hcloud-cloud-controller-manager/blob/${commit}/docs/reference/load_balancer_annotations.md`
const prefix = 'load-balancer.hetzner.cloud'

export const hetzner: Preset = {
  id: 'hetzner',
  title: 'Hetzner Cloud: a Load Balancer',
  group: 'cloud',
  types: ['loadbalancer'],
  sets: [],
  options: [
    {
      name: 'internal',
      means: 'traffic over the private network alone',
      sets: [
        {
          annotation: `${prefix}/disable-public-network`,
          value: 'true',
          because: 'the public network is served otherwise',
          source: `${source}#L17`,
        },
        {
          annotation: `${prefix}/use-private-ip`,
          value: 'true',
          because: 'the nodes are reached over their public addresses otherwise',
          source: `${source}#L19`,
        },
      ],
    },
    {
      name: 'ip',
      means: 'a fixed address of the private network',
      takes: { kind: 'address', family: 'IPv4', example: '10.0.0.7' },
      sets: [
        {
          annotation: `${prefix}/private-ipv4`,
          value: '{value}',
          because: 'Hetzner chooses one otherwise',
          source: `${source}#L20`,
        },
      ],
    },
    {
      name: 'location',
      means: 'where the load balancer is made',
      takes: { kind: 'word', what: 'a location', example: 'fsn1' },
      sets: [
        {
          annotation: `${prefix}/location`,
          value: '{value}',
          because: 'to change it later has no effect',
          source: `${source}#L26`,
        },
      ],
    },
    {
      name: 'idle-timeout',
      means: 'how long either side of an HTTP connection may be silent',
      takes: { kind: 'duration', unit: 'seconds', suffix: 's', min: 30, max: 300, example: '5m' },
      sets: [
        {
          annotation: `${prefix}/http-timeout-idle`,
          value: '{value}',
          because: 'Hetzner takes 30s to 300s',
          source: `${source}#L32`,
        },
        {
          annotation: `${prefix}/protocol`,
          value: 'http',
          because: 'the timeout is one of HTTP; tcp is the default',
          source: `${source}#L23`,
        },
      ],
    },
    {
      name: 'health-path',
      means: 'ask this path over HTTP whether a node is well',
      takes: { kind: 'path', example: '/healthz' },
      sets: [
        {
          annotation: `${prefix}/health-check-protocol`,
          value: 'http',
          because: 'TCP is checked otherwise',
          source: `${source}#L39`,
        },
        {
          annotation: `${prefix}/health-check-http-path`,
          value: '{value}',
          because: 'the path of the check',
          source: `${source}#L45`,
        },
      ],
    },
    {
      name: 'dns',
      means: 'the host name in the status instead of the addresses',
      takes: { kind: 'host', example: 'chat.example.com' },
      sets: [
        {
          annotation: `${prefix}/hostname`,
          value: '{value}',
          because: 'the addresses are there otherwise',
          source: `${source}#L22`,
        },
      ],
    },
    {
      name: 'proxy-protocol',
      means: 'tell the pods the address of the client',
      sets: [
        {
          annotation: `${prefix}/uses-proxyprotocol`,
          value: 'true',
          because: 'the pods must read the header',
          source: `${source}#L29`,
        },
      ],
    },
  ],
}
