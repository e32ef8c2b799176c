import type { Preset } from './preset.ts'

const repository = 'https://github.com/kserve/kserve/blob/aaac4e294dae2c7b1aa1886447793f3aa1c30912'
const modelServer = `${repository}/python/kserve/kserve/model_server.py`

export const kserve: Preset = {
  id: 'kserve',
  title: 'KServe: a model server without an InferenceService around it',
  group: 'serving',
  types: ['clusterip', 'nodeport', 'loadbalancer', 'headless'],
  sets: [
    {
      port: { name: 'http', port: 80, targetPort: 8080 },
      because: 'model servers listen for HTTP on 8080; KServe makes its own Services of an InferenceService',
      source: `${repository}/pkg/constants/constants.go#L396`,
    },
  ],
  options: [
    {
      name: 'grpc',
      means: 'the port of gRPC as well',
      sets: [
        {
          port: { name: 'grpc', port: 8081, appProtocol: 'kubernetes.io/h2c' },
          because:
            'model servers listen for gRPC on 8081; h2c is the one name for it that gateways and all meshes read',
          source: `${modelServer}#L241`,
        },
      ],
    },
  ],
  server: {
    metrics: {
      port: 'http',
      path: '/metrics',
      source: `${repository}/python/kserve/kserve/protocol/rest/server.py#L109`,
    },
  },
}
