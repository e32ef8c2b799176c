import { placeIn, verdictIn } from '../../kube/apiserver/verdict.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly text: string
  readonly version: string
}

export const apiServerWarns = defineRule<'Service' | 'EndpointSlice', Data>({
  id: 'api-server-warns',
  title: 'the API server accepts the manifest with a warning',
  severity: 'warning',
  subject: ['Service', 'EndpointSlice'],
  evidence: [],
  yields: true,
  why:
    'The API server warns of deprecated fields, of fields that have no effect together with others, and of addresses that other programs may read ' +
    'differently. kubectl prints such a warning once and applies the manifest; controllers and pipelines mostly drop it.',
  source: 'https://kubernetes.io/blog/2020/09/03/warnings/',
  bad: `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  trafficDistribution: PreferClose
  ports: [{port: 80}]
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  trafficDistribution: PreferSameZone
  ports: [{port: 80}]
`,

  *check(subject, world) {
    const { warnings, version } = verdictIn(world, subject)
    for (const { text, at } of warnings) yield { ...placeIn(subject.manifest, at), data: { text, version } }
  },

  message: ({ text, version }) => ({ text: `the API server of Kubernetes ${version} warns: ${text}` }),
})
