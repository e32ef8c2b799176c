import type { Preset } from './preset.ts'

const manifest =
  'https://github.com/sgl-project/sglang/blob/0b082f520802a6bb644b73ea5a3bccf61244836f/docker/k8s-sglang-service.yaml'

export const sglang: Preset = {
  id: 'sglang',
  title: 'SGLang: an OpenAI-compatible server for language models',
  group: 'serving',
  types: ['clusterip', 'nodeport', 'loadbalancer', 'headless'],
  sets: [
    {
      port: { name: 'http', port: 80, targetPort: 30000 },
      because: 'sglang.launch_server listens on 30000: a port of the pod, though it looks like a node port',
      source: manifest,
    },
  ],
  options: [],
  server: {
    health: { path: '/health', source: manifest },
    // only when the server runs with --enable-metrics
    metrics: {
      port: 'http',
      path: '/metrics',
      source: 'https://docs.sglang.io/references/production_metrics.html',
    },
    streams: true,
  },
}
