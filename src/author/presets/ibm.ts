import type { Preset } from './preset.ts'

const source =
  'https://cloud.ibm.com/docs/containers?topic=containers-setup_vpc_ks_vpc_lb#vpc_alb_annotations'
const prefix = 'service.kubernetes.io/ibm-load-balancer-cloud-provider'

export const ibm: Preset = {
  id: 'ibm',
  title: 'IBM Cloud Kubernetes Service: an Application Load Balancer for VPC',
  group: 'cloud',
  types: ['loadbalancer'],
  sets: [],
  options: [
    {
      name: 'internal',
      means: 'an address of the VPC, not of the internet',
      sets: [
        {
          annotation: `${prefix}-ip-type`,
          value: 'private',
          because: 'the load balancer is public otherwise',
          source,
        },
      ],
    },
    {
      name: 'public',
      means: 'an address of the internet',
      sets: [
        {
          annotation: `${prefix}-ip-type`,
          value: 'public',
          because: 'states the default explicitly',
          source,
        },
      ],
    },
    {
      name: 'name',
      means: 'a name that outlives the cluster; when the load balancer is made only',
      takes: { kind: 'word', what: 'a name', example: 'chat-api' },
      sets: [
        {
          annotation: `${prefix}-vpc-lb-name`,
          value: '{value}',
          because: 'the load balancer is deleted with the cluster otherwise',
          source,
        },
      ],
    },
    {
      name: 'subnets',
      means: 'the subnets of the load balancer',
      takes: { kind: 'word', what: 'the id of a subnet', several: true, example: '0717-subnet-1' },
      sets: [
        {
          annotation: `${prefix}-vpc-subnets`,
          value: '{value}',
          because: 'they follow the zones of the cluster otherwise',
          source,
        },
      ],
    },
    {
      name: 'idle-timeout',
      means: 'how long a connection may be silent',
      takes: { kind: 'duration', unit: 'seconds', min: 50, max: 7200, example: '30m' },
      sets: [
        {
          annotation: `${prefix}-vpc-idle-connection-timeout`,
          value: '{value}',
          because: 'usually 50 seconds otherwise',
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
          annotation: `${prefix}-vpc-health-check-protocol`,
          value: 'http',
          because:
            'it follows the external traffic policy otherwise, and the path counts for http and https only',
          source,
        },
        {
          annotation: `${prefix}-vpc-health-check-path`,
          value: '{value}',
          because: 'the path / is checked otherwise',
          source,
        },
      ],
    },
    {
      name: 'proxy-protocol',
      means: 'tell the pods the address of the client',
      sets: [
        {
          annotation: `${prefix}-enable-features`,
          value: 'proxy-protocol',
          because: 'the pods must read the header',
          source,
        },
      ],
    },
  ],
}
