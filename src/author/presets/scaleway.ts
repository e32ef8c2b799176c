import type { Preset } from './preset.ts'

const commit = 'bddc17f83b3e7bd8432ba01a05e83f141f99f95a'
const source = `https://github.com/scaleway/scaleway-cloud-controller-manager/blob/${commit}/docs/loadbalancer-annotations.md`
const prefix = 'service.beta.kubernetes.io/scw-loadbalancer'

export const scaleway: Preset = {
  id: 'scaleway',
  title: 'Scaleway Kapsule: a Load Balancer',
  group: 'cloud',
  types: ['loadbalancer'],
  sets: [],
  options: [
    {
      name: 'internal',
      means: 'no public address',
      sets: [
        {
          annotation: `${prefix}-private`,
          value: 'true',
          because: 'the load balancer is public otherwise',
          source,
        },
      ],
    },
    {
      name: 'ip',
      means: 'reserved addresses, by their ids',
      takes: {
        kind: 'word',
        what: 'the id of an IP',
        several: true,
        example: 'fr-par-1/4f4ce2b3-6d3f-4f0e-9b0e-0f6d3c1a2b3c',
      },
      sets: [
        {
          annotation: `${prefix}-ip-ids`,
          value: '{value}',
          because: 'counts before the deprecated spec.loadBalancerIP',
          source,
        },
      ],
    },
    {
      name: 'idle-timeout',
      means: 'how long either side may be silent',
      takes: { kind: 'duration', unit: 'seconds', suffix: 's', example: '30m' },
      sets: [
        {
          annotation: `${prefix}-timeout-client`,
          value: '{value}',
          because: '10 minutes for the client otherwise',
          source,
        },
        {
          annotation: `${prefix}-timeout-server`,
          value: '{value}',
          because: '10 seconds for the pod otherwise, which a model that thinks outlasts',
          source,
        },
        {
          annotation: `${prefix}-timeout-tunnel`,
          value: '{value}',
          because: '10 minutes for a WebSocket or TCP tunnel otherwise',
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
          annotation: `${prefix}-health-check-type`,
          value: 'http',
          because: 'TCP is checked otherwise',
          source,
        },
        {
          annotation: `${prefix}-health-check-http-uri`,
          value: '{value}',
          because: 'required for http',
          source,
        },
        {
          annotation: `${prefix}-health-check-http-method`,
          value: 'GET',
          because: 'required for http',
          source,
        },
        {
          annotation: `${prefix}-health-check-http-code`,
          value: '200',
          because: 'required for http',
          source,
        },
      ],
    },
    {
      name: 'hostname-only',
      means: 'show the host name in the status, not the address',
      sets: [
        {
          annotation: `${prefix}-use-hostname`,
          value: 'true',
          because: 'pods go around the load balancer otherwise',
          source,
        },
      ],
    },
    {
      name: 'proxy-protocol',
      means: 'tell the pods the address of the client (version 2)',
      sets: [
        {
          annotation: `${prefix}-proxy-protocol-v2`,
          value: 'true',
          because: 'the pods must read the header; the older send-proxy-v2 is deprecated',
          source,
        },
      ],
    },
  ],
}
