import type { Preset } from './preset.ts'

const commit = '7b31c76ce2ff602cc2dfec988744d8d0534b448c'
const repository = `https://github.com/kubernetes-sigs/cloud-provider-azure/blob/${commit}`
const consts = `${repository}/pkg/consts/consts.go`
const provider = `${repository}/pkg/provider/azure_loadbalancer.go`
const prefix = 'service.beta.kubernetes.io/azure'

export const aks: Preset = {
  id: 'aks',
  title: 'Azure Kubernetes Service: the Azure Load Balancer',
  group: 'cloud',
  types: ['loadbalancer'],
  sets: [],
  options: [
    {
      name: 'internal',
      means: 'an address of the virtual network, not of the internet',
      sets: [
        {
          annotation: `${prefix}-load-balancer-internal`,
          value: 'true',
          because: 'Azure gives a public address otherwise',
          source: `${consts}#L253`,
        },
      ],
    },
    {
      name: 'subnet',
      means: 'the subnet of that address',
      takes: { kind: 'word', what: 'the name of a subnet', example: 'apps' },
      needs: ['internal'],
      sets: [
        {
          annotation: `${prefix}-load-balancer-internal-subnet`,
          value: '{value}',
          because: 'the subnet of the nodes is taken otherwise',
          source: `${consts}#L257`,
        },
      ],
    },
    {
      name: 'ip',
      means: 'a fixed IPv4 address',
      takes: { kind: 'address', family: 'IPv4', example: '10.0.0.7' },
      sets: [
        {
          annotation: `${prefix}-load-balancer-ipv4`,
          value: '{value}',
          because: 'spec.loadBalancerIP is deprecated; this is what Azure reads first',
          source: `${consts}#L212`,
        },
      ],
    },
    {
      name: 'ip6',
      means: 'a fixed IPv6 address',
      takes: { kind: 'address', family: 'IPv6', example: '2001:db8::7' },
      sets: [
        {
          annotation: `${prefix}-load-balancer-ipv6`,
          value: '{value}',
          because: 'spec.loadBalancerIP is deprecated, and takes one family',
          source: `${consts}#L213`,
        },
      ],
    },
    {
      name: 'idle-timeout',
      means: 'how long a connection may be silent',
      takes: { kind: 'duration', unit: 'minutes', min: 4, max: 100, example: '30m' },
      sets: [
        {
          annotation: `${prefix}-load-balancer-tcp-idle-timeout`,
          value: '{value}',
          because: 'Azure cuts a connection after 4 silent minutes otherwise',
          source: `${provider}#L3341`,
        },
      ],
    },
    {
      name: 'health-path',
      means: 'ask this path over HTTP whether a node is well',
      takes: { kind: 'path', example: '/healthz' },
      sets: [
        {
          annotation: `${prefix}-load-balancer-health-probe-protocol`,
          value: 'http',
          because: 'a Service of the policy Cluster is probed with TCP otherwise',
          source: `${consts}#L309`,
        },
        {
          annotation: `${prefix}-load-balancer-health-probe-request-path`,
          value: '{value}',
          because: 'the path / is probed otherwise, which many servers answer with 404',
          source: `${consts}#L322`,
        },
      ],
    },
    {
      name: 'dns',
      means: 'a name under cloudapp.azure.com for the public address',
      takes: { kind: 'word', what: 'a DNS label', example: 'chat-api' },
      sets: [
        {
          annotation: `${prefix}-dns-label-name`,
          value: '{value}',
          because: 'a public address has no name otherwise',
          source: `${consts}#L276`,
        },
      ],
    },
    {
      name: 'private-link',
      means: 'a Private Link Service in front, for other networks',
      needs: ['internal'],
      sets: [
        {
          annotation: `${prefix}-pls-create`,
          value: 'true',
          because: 'other virtual networks cannot reach an internal address otherwise',
          source: `${consts}#L514`,
        },
      ],
    },
  ],
}
