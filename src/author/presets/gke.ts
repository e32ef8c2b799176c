import type { Preset } from './preset.ts'

const commit = 'acbcf5d66dd9d31297a2a52a2d7d83d4c1a94539'
const annotations = `https://github.com/kubernetes/ingress-gce/blob/${commit}/pkg/l4/annotations`

export const gke: Preset = {
  id: 'gke',
  title: 'Google Kubernetes Engine: a passthrough Network Load Balancer',
  group: 'cloud',
  types: ['loadbalancer'],
  sets: [],
  options: [
    {
      name: 'internal',
      means: 'an address of the VPC, not of the internet',
      sets: [
        {
          annotation: 'networking.gke.io/load-balancer-type',
          value: 'Internal',
          because: 'Google gives a public address otherwise; the older cloud.google.com key is deprecated',
          source: `${annotations}/gce_annotations.go#L30`,
        },
      ],
    },
    {
      name: 'public',
      means: 'a public load balancer on backend services',
      sets: [
        {
          annotation: 'cloud.google.com/l4-rbs',
          value: 'enabled',
          because: 'a load balancer on a backend service; an older one on a target pool is made otherwise',
          source: `${annotations}/service.go#L92`,
        },
      ],
    },
    {
      name: 'ip',
      means: 'reserved addresses, by their names',
      takes: { kind: 'word', what: 'the name of a reserved address', several: true, example: 'chat-api-ip' },
      sets: [
        {
          annotation: 'networking.gke.io/load-balancer-ip-addresses',
          value: '{value}',
          because: 'spec.loadBalancerIP is deprecated, and must not be set as well',
          source: `${annotations}/l4_static_address.go#L17`,
        },
      ],
    },
    {
      name: 'subnet',
      means: 'the subnet of the address',
      takes: { kind: 'word', what: 'the name of a subnet', example: 'apps' },
      sets: [
        {
          annotation: 'networking.gke.io/load-balancer-subnet',
          value: '{value}',
          because: 'replaces the older internal-load-balancer-subnet',
          source: `${annotations}/service.go#L101`,
        },
      ],
    },
    {
      name: 'standard-tier',
      means: 'the cheaper network tier, by way of the open internet',
      needs: ['public'],
      sets: [
        {
          annotation: 'cloud.google.com/network-tier',
          value: 'Standard',
          because: 'the Premium tier is used otherwise',
          source: `${annotations}/service.go#L32`,
        },
      ],
    },
    {
      name: 'weighted',
      means: 'a node gets as much as it has pods; client addresses are kept',
      sets: [
        {
          annotation: 'networking.gke.io/weighted-load-balancing',
          value: 'pods-per-node',
          because: 'a node with one pod gets as much as a node with ten otherwise',
          source: `${annotations}/service.go#L104`,
        },
        {
          field: 'externalTrafficPolicy',
          value: 'Local',
          because: 'the weights are those of the policy Local',
          source: `https://github.com/kubernetes/ingress-gce/blob/${commit}/pkg/l4/resources/l4netlb.go#L936`,
        },
      ],
    },
  ],
}
