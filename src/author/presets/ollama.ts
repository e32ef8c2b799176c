import type { Preset } from './preset.ts'

const repository = 'https://github.com/ollama/ollama/blob/fb30760996871fa9460115c753afd2c60d4ab0f7'

export const ollama: Preset = {
  id: 'ollama',
  title: 'Ollama',
  group: 'serving',
  types: ['clusterip', 'nodeport', 'loadbalancer', 'headless'],
  sets: [
    {
      port: { name: 'http', port: 11434 },
      because: 'the image listens on 11434, and clients expect that number',
      source: `${repository}/Dockerfile#L317`,
    },
  ],
  options: [],
  server: { health: { path: '/', source: `${repository}/server/routes.go#L1878` }, streams: true },
}
