import type { Preset } from './preset.ts'

const docs = 'https://github.com/vllm-project/vllm/blob'
const kubernetes = `${docs}/051f9b87abc84889ebd1d463ec060e21955c4e23/docs/deployment/k8s.md`

export const vllm: Preset = {
  id: 'vllm',
  title: 'vLLM: an OpenAI-compatible server for language models',
  group: 'serving',
  types: ['clusterip', 'nodeport', 'loadbalancer', 'headless'],
  sets: [
    {
      port: { name: 'http', port: 80, targetPort: 8000 },
      because: 'vllm serve listens on 8000',
      source: kubernetes,
    },
  ],
  options: [],
  server: {
    health: { path: '/health', source: kubernetes },
    metrics: {
      port: 'http',
      path: '/metrics',
      source: `${docs}/044a0565bc592d9ce66238618c19347da50ed464/docs/usage/metrics.md`,
    },
    streams: true,
  },
}
