import type { Preset } from './preset.ts'

const source = 'https://docs.cilium.io/en/stable/network/lb-ipam/'

export const cilium: Preset = {
  id: 'cilium',
  title: 'Cilium LB IPAM: addresses of your own network',
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
          annotation: 'lbipam.cilium.io/ips',
          value: '{value}',
          because: 'spec.loadBalancerIP is deprecated, and takes one address',
          source: `${source}#requesting-ips`,
        },
      ],
    },
    {
      name: 'share',
      means: 'share the addresses with Services that say the same key, on other ports',
      takes: { kind: 'word', what: 'a key', example: 'chat' },
      sets: [
        {
          annotation: 'lbipam.cilium.io/sharing-key',
          value: '{value}',
          because: 'each Service has addresses of its own otherwise',
          source: `${source}#sharing-keys`,
        },
      ],
    },
    {
      name: 'l2',
      means: 'announce the address on the local network',
      sets: [
        {
          field: 'loadBalancerClass',
          value: 'io.cilium/l2-announcer',
          because: 'another load balancer of the cluster leaves the Service alone',
          source: `${source}#loadbalancerclass`,
        },
      ],
    },
    {
      name: 'bgp',
      means: 'announce the address to routers',
      sets: [
        {
          field: 'loadBalancerClass',
          value: 'io.cilium/bgp-control-plane',
          because: 'another load balancer of the cluster leaves the Service alone',
          source: `${source}#loadbalancerclass`,
        },
      ],
    },
  ],
}
