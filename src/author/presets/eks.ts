import type { Preset, PresetOption } from './preset.ts'

const commit = '225f44568848eb25f13e304a5f1cc68c0cd9415d'
const guide = `https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/${commit}/docs/guide/service`
const annotations = `${guide}/annotations.md`
const autoMode = 'https://docs.aws.amazon.com/eks/latest/userguide/auto-configure-nlb.html'
const prefix = 'service.beta.kubernetes.io/aws-load-balancer'

/** What Auto Mode reads as well. */
const shared: readonly PresetOption[] = [
  {
    name: 'internal',
    means: 'an address of the VPC, not of the internet',
    sets: [
      {
        annotation: `${prefix}-scheme`,
        value: 'internal',
        because: 'states the default explicitly',
        source: annotations,
      },
    ],
  },
  {
    name: 'public',
    means: 'an address of the internet',
    sets: [
      {
        annotation: `${prefix}-scheme`,
        value: 'internet-facing',
        because: 'the load balancer is internal otherwise',
        source: annotations,
      },
    ],
  },
  {
    name: 'pod-targets',
    means: 'send packets to pods directly, not through node ports',
    sets: [
      {
        annotation: `${prefix}-nlb-target-type`,
        value: 'ip',
        because: 'saves the hop through a node; pods need addresses of the VPC',
        source: annotations,
      },
    ],
  },
  {
    name: 'subnets',
    means: 'the subnets of the load balancer, one for each zone',
    takes: { kind: 'word', what: 'the id or name of a subnet', several: true, example: 'subnet-1' },
    sets: [
      {
        annotation: `${prefix}-subnets`,
        value: '{value}',
        because: 'they are found by their tags otherwise',
        source: annotations,
      },
    ],
  },
  {
    name: 'health-path',
    means: 'ask this path over HTTP whether a target is well',
    takes: { kind: 'path', example: '/healthz' },
    sets: [
      {
        annotation: `${prefix}-healthcheck-protocol`,
        value: 'http',
        because: 'a Service of the policy Cluster is checked with TCP otherwise',
        source: annotations,
      },
      {
        annotation: `${prefix}-healthcheck-path`,
        value: '{value}',
        because: 'the path / is checked otherwise',
        source: annotations,
      },
    ],
  },
]

export const eks: Preset = {
  id: 'eks',
  title: 'Amazon EKS with the AWS Load Balancer Controller: a Network Load Balancer',
  group: 'cloud',
  types: ['loadbalancer'],
  sets: [
    {
      field: 'loadBalancerClass',
      value: 'service.k8s.aws/nlb',
      because:
        'hands the Service to the AWS Load Balancer Controller; the provider built into the cluster leaves it alone',
      source: `${guide}/nlb.md#L41`,
    },
  ],
  options: [
    ...shared,
    {
      name: 'ip',
      means: 'fixed private addresses, one for each subnet',
      takes: { kind: 'address', family: 'IPv4', several: true, example: '10.0.0.7' },
      needs: ['internal'],
      sets: [
        {
          annotation: `${prefix}-private-ipv4-addresses`,
          value: '{value}',
          because: 'addresses of an internal load balancer; their number must be that of the subnets',
          source: `${annotations}#L182`,
        },
      ],
    },
    {
      name: 'eip',
      means: 'Elastic IP allocations, one for each subnet',
      takes: { kind: 'word', what: 'an allocation id', several: true, example: 'eipalloc-1' },
      needs: ['public'],
      sets: [
        {
          annotation: `${prefix}-eip-allocations`,
          value: '{value}',
          because: 'addresses of a public load balancer; their number must be that of the subnets',
          source: `${annotations}#L169`,
        },
      ],
    },
    {
      name: 'idle-timeout',
      means: 'how long a connection may be silent',
      takes: { kind: 'duration', unit: 'seconds', min: 60, max: 6000, example: '30m' },
      sets: [
        {
          annotation: `${prefix}-listener-attributes.TCP-{port}`,
          value: 'tcp.idle_timeout.seconds={value}',
          because: 'AWS drops a connection after 350 silent seconds otherwise',
          source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html',
        },
      ],
    },
    {
      name: 'proxy-protocol',
      means: 'tell the pods the address of the client (version 2)',
      sets: [
        {
          annotation: `${prefix}-proxy-protocol`,
          value: '*',
          because: 'the only value there is; the pods must read the header',
          source: annotations,
        },
      ],
    },
    {
      name: 'cross-zone',
      means: 'each zone also sends to targets of other zones',
      sets: [
        {
          annotation: `${prefix}-attributes`,
          value: 'load_balancing.cross_zone.enabled=true',
          because: 'otherwise a zone without pods answers no client',
          source: annotations,
        },
      ],
    },
  ],
}

export const eksAuto: Preset = {
  id: 'eks-auto',
  title: 'Amazon EKS Auto Mode: a Network Load Balancer',
  group: 'cloud',
  types: ['loadbalancer'],
  sets: [
    {
      field: 'loadBalancerClass',
      value: 'eks.amazonaws.com/nlb',
      because: 'the default of Auto Mode, written down: another controller in the cluster leaves it alone',
      source: autoMode,
    },
  ],
  options: shared.map((option) => ({
    ...option,
    sets: option.sets.map((setting) => ({ ...setting, source: autoMode })),
  })),
}
