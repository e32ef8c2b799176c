import type { Preset } from './preset.ts'

const repository = 'https://github.com/kubernetes-sigs/lws/blob/060ab4da17eea1f0865fcbd3236bb1075e2cea32'
const types = `${repository}/api/leaderworkerset/v1/leaderworkerset_types.go`

export const lws: Preset = {
  id: 'lws',
  title: 'LeaderWorkerSet: the leaders, which alone serve requests',
  group: 'serving',
  types: ['clusterip', 'nodeport', 'loadbalancer', 'headless'],
  sets: [
    {
      selector: 'leaderworkerset.sigs.k8s.io/name',
      value: '{name}',
      because: 'the pods of the LeaderWorkerSet that has the name of the Service',
      source: `${types}#L37`,
    },
    {
      selector: 'leaderworkerset.sigs.k8s.io/worker-index',
      value: '0',
      because: 'the leader of each group; workers do not listen',
      source: `${types}#L45`,
    },
  ],
  options: [
    {
      name: 'set',
      means: 'the LeaderWorkerSet, when it is not named like the Service',
      takes: { kind: 'word', what: 'the name of a LeaderWorkerSet', example: 'vllm' },
      sets: [
        {
          selector: 'leaderworkerset.sigs.k8s.io/name',
          value: '{value}',
          because: 'the pods of this LeaderWorkerSet',
          source: `${types}#L37`,
        },
      ],
    },
  ],
}
