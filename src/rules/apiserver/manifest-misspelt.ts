import { misspellingOf } from '../../kube/apiserver/misspelling.ts'
import { quote } from '../../text/wording.ts'
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
    const { at, because, right, changes } = found
    const [first] = changes
    const isValue = first !== undefined && 'set' in first
    yield {
      at,
      side: isValue && first.at[0] === at[0] ? 'value' : 'key',
      data: { because, right },
      fix: {
        title: isValue
          ? `set ${first.at.join('.')} to ${String(first.set)}`
          : `rename ${at.join('.')} to ${right}`,
        edits: changes.map((change) => ({ resource, ...change })),
      },
    }
  },

  message: ({ because, right }) => ({ text: because, hint: `did you mean ${quote(right)}?` }),
})
