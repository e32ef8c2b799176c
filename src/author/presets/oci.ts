import type { Preset } from './preset.ts'

const commit = '1100ac3624ed482b53a6e43d85afdccd0d4b095b'
const repository = `https://github.com/oracle/oci-cloud-controller-manager/blob/${commit}`
const source = `${repository}/docs/load-balancer-annotations.md`
const spec = `${repository}/pkg/cloudprovider/providers/oci/load_balancer_spec.go`
const prefix = 'service.beta.kubernetes.io/oci-load-balancer'
const network = 'oci-network-load-balancer.oraclecloud.com'

export const oci: Preset = {
  id: 'oci',
  title: 'Oracle Cloud: a Load Balancer (layer 7)',
  group: 'cloud',
  types: ['loadbalancer'],
  sets: [
    {
      annotation: 'oci.oraclecloud.com/load-balancer-type',
      value: 'lb',
      because: 'says the default: keys of the other kind are ignored in silence',
      source,
    },
  ],
  options: [
    {
      name: 'internal',
      means: 'an address of the VCN; cannot be changed later',
      sets: [
        {
          annotation: `${prefix}-internal`,
          value: 'true',
          because: 'the load balancer is public otherwise',
          source,
        },
      ],
    },
    {
      name: 'ip',
      means: 'a reserved public address',
      takes: { kind: 'address', family: 'IPv4', example: '203.0.113.7' },
      sets: [
        {
          field: 'loadBalancerIP',
          value: '{value}',
          because: 'Oracle has no annotation for it, and refuses it for an internal load balancer',
          source: `${spec}#L1446`,
        },
      ],
    },
    {
      name: 'subnet',
      means: 'the regional subnet',
      takes: { kind: 'word', what: 'the OCID of a subnet', example: 'ocid1.subnet.oc1..aaaa' },
      sets: [
        {
          annotation: `${prefix}-subnet1`,
          value: '{value}',
          because: 'that of the configuration of the provider is taken otherwise',
          source,
        },
      ],
    },
    {
      name: 'idle-timeout',
      means: 'how long a connection may be silent',
      takes: { kind: 'duration', unit: 'seconds', example: '30m' },
      sets: [
        {
          annotation: `${prefix}-connection-idle-timeout`,
          value: '{value}',
          because: '300 seconds for TCP and 60 for HTTP otherwise',
          source,
        },
      ],
    },
  ],
}

export const ociNlb: Preset = {
  id: 'oci-nlb',
  title: 'Oracle Cloud: a Network Load Balancer (layer 4)',
  group: 'cloud',
  types: ['loadbalancer'],
  sets: [
    {
      annotation: 'oci.oraclecloud.com/load-balancer-type',
      value: 'nlb',
      because: 'lb is the default',
      source,
    },
  ],
  options: [
    {
      name: 'internal',
      means: 'an address of the VCN; cannot be changed later',
      sets: [
        {
          annotation: `${network}/internal`,
          value: 'true',
          because: 'the load balancer is public otherwise',
          source: `${source}#L89`,
        },
      ],
    },
    {
      name: 'subnet',
      means: 'the subnet',
      takes: { kind: 'word', what: 'the OCID of a subnet', example: 'ocid1.subnet.oc1..aaaa' },
      sets: [
        {
          annotation: `${network}/subnet`,
          value: '{value}',
          because: 'that of the cluster is taken otherwise',
          source: `${source}#L90`,
        },
      ],
    },
    {
      name: 'client-addresses',
      means: 'keep the addresses of clients',
      sets: [
        {
          annotation: `${network}/is-preserve-source`,
          value: 'true',
          because: 'can be set with the policy Local only',
          source: `${source}#L100`,
        },
        {
          field: 'externalTrafficPolicy',
          value: 'Local',
          because: 'needed for it',
          source: `${source}#L100`,
        },
      ],
    },
  ],
}
