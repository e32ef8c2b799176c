import type { Preset } from './preset.ts'

const repository = 'https://github.com/kubernetes-sigs/external-dns/blob'
const commit = '2bf1bf8af2b70f23579f9147c1f7e9394f7f83d5'
const before = 'v0.21.0'
const now = 'external-dns.kubernetes.io'
const alpha = 'external-dns.alpha.kubernetes.io'
const because = 'read from external-dns 0.22 on, which reads one prefix only'
const older = 'read up to external-dns 0.21: records vanish at the update when one of the two is missing'
const source = `${repository}/${commit}/source/annotations/annotations.go#L22`
const olderSource = `${repository}/${before}/source/annotations/annotations.go`

export const externalDns: Preset = {
  id: 'external-dns',
  title: 'external-dns: a record in a DNS zone',
  group: 'dns',
  types: ['loadbalancer', 'nodeport', 'clusterip', 'headless', 'externalname'],
  sets: [],
  options: [
    {
      name: 'host',
      means: 'the names that point to the Service',
      takes: { kind: 'host', several: true, example: 'chat.example.com' },
      sets: [
        { annotation: `${now}/hostname`, value: '{value}', because, source },
        { annotation: `${alpha}/hostname`, value: '{value}', because: older, source: olderSource },
      ],
    },
    {
      name: 'internal-host',
      means: 'the names that point to its cluster IP',
      takes: { kind: 'host', several: true, example: 'chat.internal.example.com' },
      sets: [
        { annotation: `${now}/internal-hostname`, value: '{value}', because, source },
        { annotation: `${alpha}/internal-hostname`, value: '{value}', because: older, source: olderSource },
      ],
    },
    {
      name: 'ttl',
      means: 'how long a resolver may keep the answer',
      takes: { kind: 'duration', unit: 'seconds', max: 2_147_483_647, example: '1m' },
      sets: [
        { annotation: `${now}/ttl`, value: '{value}', because, source },
        { annotation: `${alpha}/ttl`, value: '{value}', because: older, source: olderSource },
      ],
    },
  ],
}
