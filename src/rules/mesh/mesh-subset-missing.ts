import { meshFix } from '../../diagnose/mesh-fix.ts'
import { faultOf } from '../../diagnose/reference-fault.ts'
import { meshReferences, subsetsOf } from '../../kube/references/mesh.ts'
import { nearest } from '../../text/nearest.ts'
import { quote, quoteList } from '../../text/wording.ts'
import { defined } from '../../world/defined.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly subset: string
  readonly service: string
  readonly known: readonly string[]
  readonly meant?: string
}

export const meshSubsetMissing = defineRule<'VirtualService', Data>({
  id: 'mesh-subset-missing',
  title: 'no DestinationRule defines a subset that a VirtualService names',
  severity: 'error',
  subject: ['VirtualService'],
  evidence: ['DestinationRule'],
  why:
    'A subset is what a DestinationRule for the same host defines. For a subset that none defines a proxy of Istio has no cluster: requests get 503 (response flag ' +
    'NC), though the Service and its pods are fine. The API server accepts both objects in any order.',
  source: 'https://istio.io/latest/docs/ops/common-problems/network-issues/',
  bad: `apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec: {selector: {app: chat-api}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api, version: v1}}
spec: {containers: [{name: server, image: chat}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: chat, namespace: default}
spec: {hosts: [chat.example.com], gateways: [edge], http: [{route: [{destination: {host: chat-api, subset: v1}}]}]}
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec: {selector: {app: chat-api}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api, version: v1}}
spec: {containers: [{name: server, image: chat}]}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: chat, namespace: default}
spec: {host: chat-api, subsets: [{name: v1, labels: {version: v1}}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: chat, namespace: default}
spec: {hosts: [chat.example.com], gateways: [edge], http: [{route: [{destination: {host: chat-api, subset: v1}}]}]}
`,

  *check(virtualService, world) {
    for (const reference of meshReferences(virtualService, world)) {
      const { namespace, name, subset = '' } = reference
      const fault = faultOf(world, reference)
      if (fault?.fault !== 'subset-missing') continue
      const rules = subsetsOf(world, reference)
      const known = rules.flatMap(({ subsets }) => subsets)
      const [meant] = nearest(subset, known)
      const at = [...reference.path.slice(0, -1), 'subset']
      const isOpen = world.doubt(['DestinationRule'], namespace)?.state === 'partial'
      yield defined({
        at,
        data: defined({ subset, service: `${namespace}/${name}`, known, meant }),
        // a DestinationRule for the host is in sight: who adds a subset adds it there
        absence: known.length > 0 ? ('near-miss' as const) : ('bare' as const),
        absentFrom: namespace,
        severity: isOpen ? ('warning' as const) : undefined,
        related: rules.map(({ rule }) => ({
          resource: rule,
          at: ['spec', 'subsets'],
          note: 'the subsets that are defined',
        })),
        fix: meshFix(world, reference, fault),
      })
    }
  },

  message: ({ subset, service, known, meant }) => ({
    text: `no DestinationRule defines subset ${quote(subset)} of Service ${service}`,
    hint:
      meant !== undefined
        ? `did you mean ${quote(meant)}?`
        : known.length > 0
          ? `it has ${quoteList(known)}`
          : `create a DestinationRule for that host with a subset ${quote(subset)}, or leave the subset out`,
  }),
})
