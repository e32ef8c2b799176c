import { isStored, placeIn, verdictOn } from '../kube/apiserver/verdict.ts'
import { defineRule } from './rule.ts'

interface Data {
  readonly type: string
  readonly field: string
  readonly detail: string
  readonly version: string
}

export const apiServerRejects = defineRule<'Service' | 'EndpointSlice', Data>({
  id: 'api-server-rejects',
  title: 'the API server accepts the manifest',
  severity: 'error',
  subject: ['Service', 'EndpointSlice'],
  evidence: [],
  yields: true,
  why:
    'The API server refuses the whole object for one wrong field, when it is applied and not before. Its rules go beyond the schema: which fields ' +
    'exclude each other, which values each version knows, which node ports there are. It stops at the first stage that fails, so mending one error ' +
    'can bring the next to light. Names are field paths and types of its own answer.',
  source: 'https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/',
  bad: `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: NodePort
  ports: [{port: 80, nodePort: 8080}]
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: NodePort
  ports: [{port: 80, nodePort: 30080}]
`,

  *check({ manifest }, world) {
    // what a cluster holds was accepted
    if (isStored(manifest)) return
    const { errors, version } = verdictOn(manifest, world.kubernetesVersion)
    for (const { type, field, detail, at } of errors) {
      const place = placeIn(manifest, at)
      yield {
        ...place,
        ...(type === 'UnknownField' ? { side: 'key' } : {}),
        data: { type, field, detail, version },
        refusal: { type, field },
      }
    }
  },

  message: ({ type, field, detail, version }) => ({
    text: `the API server of Kubernetes ${version} refuses ${field === '' ? 'this' : field}: ${type}`,
    hint: detail,
  }),
})
