import type { Preset } from './preset.ts'

const operator =
  'https://github.com/ray-project/kuberay/blob/feeaf72facab4881ba2b179248bb67315634e229/ray-operator/controllers/ray'
const constants = `${operator}/utils/constant.go`

export const rayHead: Preset = {
  id: 'ray-head',
  title: 'Ray: the head of a cluster, for its workers and for clients',
  group: 'training',
  types: ['headless', 'clusterip', 'nodeport', 'loadbalancer'],
  sets: [
    {
      port: { name: 'gcs-server', port: 6379 },
      because: 'workers join the cluster here',
      source: `${constants}#L106`,
    },
    {
      port: { name: 'dashboard', port: 8265 },
      because: 'the dashboard, and where jobs are submitted',
      source: `${constants}#L107`,
    },
    {
      port: { name: 'client', port: 10001 },
      because: 'Ray Client',
      source: `${constants}#L105`,
    },
    {
      field: 'publishNotReadyAddresses',
      value: true,
      because: 'workers must find the head before it is ready; KubeRay does the same',
      source: `${operator}/common/service.go#L130`,
    },
  ],
  options: [
    {
      name: 'metrics',
      means: 'the port of its metrics as well',
      sets: [
        {
          port: { name: 'metrics', port: 8080 },
          because: 'Ray exports metrics on 8080 under KubeRay',
          source: `${constants}#L108`,
        },
      ],
    },
  ],
  server: { metrics: { port: 'metrics', path: '/metrics', source: `${constants}#L108` } },
}

export const rayServe: Preset = {
  id: 'ray-serve',
  title: 'Ray Serve: the HTTP proxy of its applications',
  group: 'serving',
  types: ['clusterip', 'nodeport', 'loadbalancer', 'headless'],
  sets: [
    {
      port: { name: 'serve', port: 8000 },
      because: 'the proxy listens on 8000',
      source: `${constants}#L110`,
    },
  ],
  options: [],
  server: { streams: true },
}
