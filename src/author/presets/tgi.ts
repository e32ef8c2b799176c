import type { Preset } from './preset.ts'

const repository =
  'https://github.com/huggingface/text-generation-inference/blob/db931fcf42da018a3657580c64bf2720f167f9ab'

export const tgi: Preset = {
  id: 'tgi',
  title: 'Hugging Face Text Generation Inference',
  group: 'serving',
  types: ['clusterip', 'nodeport', 'loadbalancer', 'headless'],
  sets: [
    {
      port: { name: 'http', port: 80 },
      because: 'the image listens on 80; the program alone would on 3000',
      source: `${repository}/Dockerfile#L149`,
    },
  ],
  options: [],
  server: {
    health: { path: '/health', source: `${repository}/router/src/server.rs#L2241` },
    metrics: { port: 'http', path: '/metrics', source: `${repository}/router/src/server.rs#L2243` },
    streams: true,
  },
}
