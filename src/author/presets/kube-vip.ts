import type { Preset } from './preset.ts'

const commit = 'bee5cfe4a249e6cb0859c0483028066066d49d4a'
const source = `https://github.com/kube-vip/kube-vip/blob/${commit}/pkg/kubevip`

export const kubeVip: Preset = {
  id: 'kube-vip',
  title: 'kube-vip: addresses of your own network',
  group: 'own network',
  types: ['loadbalancer'],
  sets: [],
  options: [
    {
      name: 'ip',
      means: 'fixed addresses',
      takes: { kind: 'address', several: true, example: '192.168.1.100' },
      sets: [
        {
          annotation: 'kube-vip.io/loadbalancerIPs',
          value: '{value}',
          because: 'an address is given by another controller otherwise',
          source: `${source}/annotations.go#L53`,
        },
      ],
    },
    {
      name: 'dhcp-host',
      means: 'the host name under which DHCP is asked for an address',
      takes: { kind: 'word', what: 'a host name', example: 'chat-api' },
      sets: [
        {
          annotation: 'kube-vip.io/loadbalancerHostname',
          value: '{value}',
          because: 'used to configure DHCP',
          source: `${source}/annotations.go#L59`,
        },
      ],
    },
    {
      name: 'interface',
      means: 'the network interface that gets the address',
      takes: { kind: 'word', what: 'the name of an interface', example: 'eth1' },
      sets: [
        {
          annotation: 'kube-vip.io/serviceInterface',
          value: '{value}',
          because: 'that of the configuration of kube-vip is taken otherwise',
          source: `${source}/annotations.go#L62`,
        },
      ],
    },
    {
      name: 'class',
      means: 'kube-vip alone is to provide it',
      sets: [
        {
          field: 'loadBalancerClass',
          value: 'kube-vip.io/kube-vip-class',
          because: 'another load balancer of the cluster leaves the Service alone',
          source: `${source}/constants.go#L4`,
        },
      ],
    },
  ],
}
