import { collisionsOf } from '../../kube/apiserver/claims.ts'
import { placeIn } from '../../kube/apiserver/verdict.ts'
import { nameOf } from '../../world/resource.ts'
import { appliedTogether } from '../../world/applied-together.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly what: string
  readonly holder: string
  readonly words: string
  readonly detail: string
}

export const allocationTaken = defineRule<'Service', Data>({
  id: 'allocation-taken',
  title: 'two Services ask for the same node port or cluster IP',
  severity: 'error',
  subject: ['Service'],
  evidence: [],
  yields: true,
  why:
    'A node port, a clusterIP and a healthCheckNodePort belong to one Service of the whole cluster, in whatever namespace; TCP and UDP do not share a ' +
    'number either, except inside one Service. The API server gives it to the Service that comes first and refuses the other one, each time it is ' +
    'applied: half of a folder is then deployed.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport',
  bad: `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: NodePort
  ports: [{port: 80, nodePort: 30080}]
---
apiVersion: v1
kind: Service
metadata: {name: api}
spec:
  type: NodePort
  ports: [{port: 80, nodePort: 30080}]
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: NodePort
  ports: [{port: 80, nodePort: 30080}]
---
apiVersion: v1
kind: Service
metadata: {name: api}
spec:
  type: NodePort
  ports: [{port: 80}]
`,

  *check(service, world) {
    const isOpen = world.doubt(['Service'], undefined)?.state === 'partial'
    for (const { what, error, words, holder, heldAt } of collisionsOf(world, service)) {
      // variants of one thing lie in folders next to each other, and one of them is applied; what is there before, is there
      const isThere = world.before?.get('Service', holder.namespace, holder.name) === holder
      if (isOpen && !isThere && !appliedTogether(service, holder)) continue
      const { type, field, detail, at } = error
      const there = placeIn(holder.manifest, heldAt)
      yield {
        ...placeIn(service.manifest, at),
        data: { what, holder: nameOf(holder), words, detail },
        refusal: { type, field },
        related: [{ resource: holder, at: there.at, note: 'has it' }],
      }
    }
  },

  message: ({ what, holder, words, detail }) => ({
    text: `the API server refuses ${what}: ${words}, to ${holder}`,
    hint: `${detail}; leave it out to get a free one`,
  }),
})
