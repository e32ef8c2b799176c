import type { Preset } from './preset.ts'

const docs =
  'https://github.com/triton-inference-server/server/blob/e1db8a603d863b1317ee859bdeea2be19959462e/docs'
const quickstart = `${docs}/getting_started/quickstart.md`

export const triton: Preset = {
  id: 'triton',
  title: 'NVIDIA Triton Inference Server: HTTP and gRPC',
  group: 'serving',
  types: ['clusterip', 'nodeport', 'loadbalancer', 'headless'],
  sets: [
    {
      port: { name: 'http', port: 8000 },
      because: 'Triton listens for HTTP on 8000, and its clients expect that number',
      source: `${quickstart}#L97`,
    },
    {
      port: { name: 'grpc', port: 8001, appProtocol: 'kubernetes.io/h2c' },
      because:
        'Triton listens for gRPC on 8001; h2c is the one name for it that gateways and all meshes read',
      source: `${quickstart}#L96`,
    },
  ],
  options: [
    {
      name: 'metrics',
      means: 'the port of its metrics as well',
      sets: [
        {
          port: { name: 'metrics', port: 8002 },
          because:
            'Triton serves /metrics on 8002; left out unless asked for, since clients have no use for it',
          source: `${docs}/user_guide/metrics.md#L33`,
        },
      ],
    },
  ],
  server: {
    health: { path: '/v2/health/ready', source: `${quickstart}#L123` },
    metrics: { port: 'metrics', path: '/metrics', source: `${docs}/user_guide/metrics.md#L33` },
    streams: true,
  },
}
