import type { Preset } from './preset.ts'

const commit = '70d527e38456469eadcf69624228eeaa4c0fec37'
const source = `https://github.com/digitalocean/digitalocean-cloud-controller-manager/blob/${commit}/docs/controllers/services/annotations.md`
const prefix = 'service.beta.kubernetes.io/do-loadbalancer'

export const digitalocean: Preset = {
  id: 'digitalocean',
  title: 'DigitalOcean Kubernetes: a regional load balancer',
  group: 'cloud',
  types: ['loadbalancer'],
  sets: [],
  options: [
    {
      name: 'internal',
      means: 'reachable from the VPC alone',
      sets: [
        {
          annotation: `${prefix}-network`,
          value: 'INTERNAL',
          because: 'EXTERNAL is the default',
          source: `${source}#L234`,
        },
      ],
    },
    {
      name: 'ip',
      means: 'an address of your own; when the load balancer is made only',
      takes: { kind: 'address', family: 'IPv4', example: '203.0.113.7' },
      sets: [
        {
          annotation: `${prefix}-ip`,
          value: '{value}',
          because: 'DigitalOcean gives one of its own otherwise',
          source: `${source}#L239`,
        },
      ],
    },
    {
      name: 'name',
      means: 'the name of the load balancer',
      takes: { kind: 'word', what: 'a name', example: 'chat-api' },
      sets: [
        {
          annotation: `${prefix}-name`,
          value: '{value}',
          because: 'it gets a generated one otherwise',
          source: `${source}#L7`,
        },
      ],
    },
    {
      name: 'idle-timeout',
      means: 'how long an HTTP connection may be silent',
      takes: { kind: 'duration', unit: 'seconds', example: '10m' },
      sets: [
        {
          annotation: `${prefix}-http-idle-timeout-seconds`,
          value: '{value}',
          because: 'an HTTP connection is cut after 60 silent seconds otherwise',
          source: `${source}#L208`,
        },
        {
          annotation: `${prefix}-type`,
          value: 'REGIONAL',
          because: 'the default REGIONAL_NETWORK passes packets on and knows no HTTP',
          source: `${source}#L230`,
        },
        {
          annotation: `${prefix}-protocol`,
          value: 'http',
          because: 'the timeout is one of HTTP; tcp is the default',
          source: `${source}#L18`,
        },
      ],
    },
    {
      name: 'health-path',
      means: 'ask this path over HTTP whether a node is well',
      takes: { kind: 'path', example: '/healthz' },
      sets: [
        {
          annotation: `${prefix}-override-health-check`,
          value: 'true',
          because: 'the keys of the health check have no effect without it',
          source: `${source}#L64`,
        },
        {
          annotation: `${prefix}-healthcheck-protocol`,
          value: 'http',
          because: 'TCP is checked otherwise',
          source: `${source}#L38`,
        },
        {
          annotation: `${prefix}-healthcheck-path`,
          value: '{value}',
          because: 'the path / is checked otherwise',
          source: `${source}#L32`,
        },
      ],
    },
    {
      name: 'dns',
      means: 'the host name in the status instead of the address',
      takes: { kind: 'host', example: 'chat.example.com' },
      sets: [
        {
          annotation: `${prefix}-hostname`,
          value: '{value}',
          because:
            'pods go around the load balancer otherwise, which breaks TLS and PROXY protocol that end there',
          source: `${source}#L131`,
        },
      ],
    },
    {
      name: 'proxy-protocol',
      means: 'tell the pods the address of the client',
      sets: [
        {
          annotation: `${prefix}-enable-proxy-protocol`,
          value: 'true',
          because: 'the pods must read the header',
          source: `${source}#L180`,
        },
      ],
    },
  ],
}
