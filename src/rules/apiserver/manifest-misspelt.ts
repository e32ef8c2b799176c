import { misspellingOf } from '../../kube/apiserver/misspelling.ts'
import { quote } from '../../text/wording.ts'
import { defined } from '../../world/defined.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly because: string
  readonly right: string
}

export const manifestMisspelt = defineRule<never, Data>({
  id: 'manifest-misspelt',
  title: 'a document is nearly a manifest: its kind, apiVersion or metadata is misspelt',
  severity: 'error',
  subject: 'all',
  evidence: [],
  why:
    'kubectl refuses a document without apiVersion, and the API server one whose kind its group does not have ("no matches for kind"). Until then every tool ' +
    'that looks at Services passes it over in silence, and so the Service is missing.',
  source: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/#required-fields',
  bad: `apiVersion: v1
kind: Servcie
metadata: {name: chat-api}
spec: {selector: {app: chat-api}, ports: [{port: 80}]}
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec: {selector: {app: chat-api}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat}]}
`,

  *check(resource) {
    const found = misspellingOf(resource.manifest)
    if (found === undefined) return
    const { at, because, right, set } = found
    yield defined({
      at,
      side: set === undefined ? ('key' as const) : ('value' as const),
      data: { because, right },
      fix:
        set === undefined
          ? undefined
          : { title: `set ${at.join('.')} to ${set}`, edits: [{ resource, at, set }] },
    })
  },

  message: ({ because, right }) => ({ text: because, hint: `did you mean ${quote(right)}?` }),
})
