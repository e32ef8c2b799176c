import type { Preset } from './preset.ts'

const commit = 'c453fb7c9bbb2091aee763d9d2809cc81fdf31c6'
const source = `https://github.com/kubernetes/cloud-provider-openstack/blob/${commit}/docs/openstack-cloud-controller-manager/expose-applications-using-loadbalancer-type-service.md`
const prefix = 'loadbalancer.openstack.org'

export const openstack: Preset = {
  id: 'openstack',
  title: 'OpenStack: an Octavia load balancer',
  group: 'cloud',
  types: ['loadbalancer'],
  sets: [],
  options: [
    {
      name: 'internal',
      means: 'no floating IP',
      sets: [
        {
          annotation: 'service.beta.kubernetes.io/openstack-internal-load-balancer',
          value: 'true',
          because: 'a floating IP of the public network is attached otherwise',
          source,
        },
      ],
    },
    {
      name: 'ip',
      means: 'an existing floating IP',
      takes: { kind: 'address', family: 'IPv4', example: '203.0.113.7' },
      sets: [
        {
          field: 'loadBalancerIP',
          value: '{value}',
          because: 'OpenStack has no annotation for it: the field is deprecated, and the only way',
          source,
        },
        {
          annotation: `${prefix}/keep-floatingip`,
          value: 'true',
          because: 'the address is given back with the Service otherwise',
          source,
        },
      ],
    },
    {
      name: 'floating-network',
      means: 'the public network that gives the address',
      takes: { kind: 'word', what: 'the id of a network', example: 'a57af0a0-da92-49be-a98a-345ceca004b3' },
      sets: [
        {
          annotation: `${prefix}/floating-network-id`,
          value: '{value}',
          because: 'that of the configuration of the provider is taken otherwise',
          source,
        },
      ],
    },
    {
      name: 'subnet',
      means: 'the subnet of the virtual address',
      takes: { kind: 'word', what: 'the id of a subnet', example: '02eb99b2-b1d6-4c1b-8e1f-0a8f3ef0b7f3' },
      sets: [
        {
          annotation: `${prefix}/subnet-id`,
          value: '{value}',
          because: 'that of the configuration of the provider is taken otherwise',
          source,
        },
      ],
    },
    {
      name: 'idle-timeout',
      means: 'how long either side may be silent; not with the provider ovn',
      takes: { kind: 'duration', unit: 'milliseconds', example: '30m' },
      sets: [
        {
          annotation: `${prefix}/timeout-client-data`,
          value: '{value}',
          because: 'how long the client may be silent',
          source,
        },
        {
          annotation: `${prefix}/timeout-member-data`,
          value: '{value}',
          because: 'how long the pod may be silent',
          source,
        },
      ],
    },
    {
      name: 'health',
      means: 'watch the health of the nodes',
      sets: [
        {
          annotation: `${prefix}/enable-health-monitor`,
          value: 'true',
          because: 'the policy Local needs it, and the configuration of the provider may have it off',
          source,
        },
      ],
    },
    {
      name: 'proxy-protocol',
      means: 'tell the pods the address of the client (version 2); not with the provider ovn',
      sets: [
        {
          annotation: `${prefix}/proxy-protocol`,
          value: 'v2',
          because: 'the pods must read the header',
          source,
        },
      ],
    },
  ],
}
