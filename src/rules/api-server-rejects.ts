import { isStored, placeIn, verdictIn } from '../kube/apiserver/verdict.ts'
import type { Kind } from '../world/kinds.ts'
import { nameOf } from '../world/resource.ts'
import { defineRule } from './rule.ts'

interface Data {
  readonly type: string
  readonly field: string
  readonly detail: string
  readonly version: string
  /** The object is there already, and this is to replace it. */
  readonly isChange: boolean
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

  *check(subject, world) {
    const { manifest } = subject
    // what a cluster holds was accepted
    if (isStored(manifest)) return
    const { errors, version, before, doubtful } = verdictIn(world, subject)
    const unseen =
      before === undefined ? world.before?.doubt([subject.kind as Kind], subject.namespace) : undefined
    if (unseen !== undefined && unseen.state !== 'partial') {
      const data = { type: '', field: '', detail: '', version, isChange: true }
      yield { at: ['metadata', 'name'], data, doubt: unseen.because }
    }
    for (const error of errors) {
      const { type, field, detail, at } = error
      yield {
        ...placeIn(manifest, at),
        ...(type === 'UnknownField' ? { side: 'key' } : {}),
        data: { type, field, detail, version, isChange: before !== undefined },
        refusal: { type, field },
        ...(before === undefined
          ? {}
          : {
              related: [{ resource: before, at: placeIn(before.manifest, at).at, note: 'stands there now' }],
            }),
        ...(before !== undefined && doubtful.includes(error)
          ? { doubt: `${nameOf(before)} does not say what the server picked for it` }
          : {}),
      }
    }
  },

  message: ({ type, field, detail, version, isChange }) => ({
    text: `the API server of Kubernetes ${version} refuses ${isChange ? 'the change of ' : ''}${field === '' ? 'this' : field}: ${type}`,
    hint: detail,
  }),
})
