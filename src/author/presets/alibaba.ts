import type { Preset } from './preset.ts'

const commit = 'eeb0ddc687ee5ee9d3726559d6a8ec056f694947'
const source = `https://github.com/kubernetes/cloud-provider-alibaba-cloud/blob/${commit}/docs/usage.md`
const prefix = 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer'

export const alibaba: Preset = {
  id: 'alibaba',
  title: 'Alibaba Cloud Container Service: a Server Load Balancer',
  group: 'cloud',
  types: ['loadbalancer'],
  sets: [],
  options: [
    {
      name: 'internal',
      means: 'an address of the VPC, not of the internet',
      sets: [
        {
          annotation: `${prefix}-address-type`,
          value: 'intranet',
          because: 'internet is the default',
          source: `${source}#L828`,
        },
      ],
    },
    {
      name: 'subnet',
      means: 'the VSwitch of the address',
      takes: { kind: 'word', what: 'the id of a VSwitch', example: 'vsw-1' },
      needs: ['internal'],
      sets: [
        {
          annotation: `${prefix}-vswitch-id`,
          value: '{value}',
          because: 'counts for an internal address only',
          source: `${source}#L860`,
        },
      ],
    },
    {
      name: 'existing',
      means: 'a load balancer that is there already',
      takes: { kind: 'word', what: 'the id of a load balancer', example: 'lb-1' },
      sets: [
        {
          annotation: `${prefix}-id`,
          value: '{value}',
          because: 'a new one is made otherwise; its listeners stay as they are',
          source: `${source}#L831`,
        },
      ],
    },
    {
      name: 'health-path',
      means: 'ask this path over HTTP whether a node is well',
      takes: { kind: 'path', example: '/healthz' },
      sets: [
        {
          annotation: `${prefix}-health-check-type`,
          value: 'http',
          because: 'TCP is checked otherwise',
          source,
        },
        {
          annotation: `${prefix}-health-check-uri`,
          value: '{value}',
          because: 'the path of the check',
          source: `${source}#L847`,
        },
      ],
    },
  ],
}
