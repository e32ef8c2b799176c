import type { Preset } from './preset.ts'

const commit = '7938d3f89b8bd808dae2e42d97d6ae7e18e9ed54'
const source = `https://github.com/metallb/metallb/blob/${commit}/website/content/usage/_index.md`

export const metallb: Preset = {
  id: 'metallb',
  title: 'MetalLB: addresses of your own network',
  group: 'own network',
  types: ['loadbalancer'],
  sets: [],
  options: [
    {
      name: 'ip',
      means: 'fixed addresses, one for each family',
      takes: { kind: 'address', several: true, example: '192.168.1.100' },
      sets: [
        {
          annotation: 'metallb.io/loadBalancerIPs',
          value: '{value}',
          because: 'spec.loadBalancerIP is deprecated, and takes one family',
          source: `${source}#L23`,
        },
      ],
    },
    {
      name: 'pool',
      means: 'the pool that gives the address',
      takes: { kind: 'word', what: 'the name of an IPAddressPool', example: 'production' },
      sets: [
        {
          annotation: 'metallb.io/address-pool',
          value: '{value}',
          because: 'any pool that may be used by itself gives one otherwise',
          source: `${source}#L48`,
        },
      ],
    },
    {
      name: 'share',
      means: 'share the address with Services that say the same key, on other ports',
      takes: { kind: 'word', what: 'a key', example: 'chat' },
      sets: [
        {
          annotation: 'metallb.io/allow-shared-ip',
          value: '{value}',
          because: 'each Service has an address of its own otherwise',
          source: `${source}#L190`,
        },
      ],
    },
  ],
}
