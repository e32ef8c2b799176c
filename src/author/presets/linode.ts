import type { Preset } from './preset.ts'

const commit = 'b9aa9012c53f99dd4785255982903fcac6ce6800'
const source = `https://github.com/linode/linode-cloud-controller-manager/blob/${commit}/docs/configuration/annotations.md`
const prefix = 'service.beta.kubernetes.io/linode-loadbalancer'

export const linode: Preset = {
  id: 'linode',
  title: 'Linode (Akamai): a NodeBalancer',
  group: 'cloud',
  types: ['loadbalancer'],
  sets: [],
  options: [
    {
      name: 'ip',
      means: 'a reserved IPv4 address',
      takes: { kind: 'address', family: 'IPv4', example: '203.0.113.7' },
      sets: [
        {
          annotation: `${prefix}-reserved-ipv4`,
          value: '{value}',
          because: 'a new address is given otherwise',
          source,
        },
      ],
    },
    {
      name: 'keep',
      means: 'keep the NodeBalancer when the Service is deleted',
      sets: [
        {
          annotation: `${prefix}-preserve`,
          value: 'true',
          because: 'it is deleted with the Service otherwise',
          source,
        },
      ],
    },
    {
      name: 'health-path',
      means: 'ask this path over HTTP whether a node is well',
      takes: { kind: 'path', example: '/healthz' },
      sets: [
        {
          annotation: `${prefix}-check-type`,
          value: 'http',
          because: 'connections are tried otherwise',
          source,
        },
        {
          annotation: `${prefix}-check-path`,
          value: '{value}',
          because: 'the path of the check',
          source,
        },
      ],
    },
    {
      name: 'proxy-protocol',
      means: 'tell the pods the address of the client (version 2)',
      sets: [
        {
          annotation: `${prefix}-default-proxy-protocol`,
          value: 'v2',
          because: 'the pods must read the header',
          source,
        },
      ],
    },
    {
      name: 'hostname-only',
      means: 'show the host name in the status, not the address',
      sets: [
        {
          annotation: `${prefix}-hostname-only-ingress`,
          value: 'true',
          because: 'pods go around the NodeBalancer otherwise',
          source,
        },
      ],
    },
  ],
}
