import { proposed, removing, together, type Fix } from '../../diagnose/fix.ts'
import { collisionsOf } from '../../kube/apiserver/claims.ts'
import { placeIn } from '../../kube/apiserver/verdict.ts'
import { valueAt, type FieldPath } from '../../world/place.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { Service } from '../../world/types/manifest.ts'
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
        fix: leavingOut(service, at),
      }
    }
  },

  message: ({ what, holder, words, detail }) => ({
    text: `the API server refuses ${what}: ${words}, to ${holder}`,
    hint: `${detail}; leave it out to get a free one`,
  }),
})

/** Without the field the server gives a free one; an address is written in two fields. */
function leavingOut(service: Resource<Service>, at: FieldPath): Fix {
  const isAddress = at[1] === 'clusterIP' || at[1] === 'clusterIPs'
  const isShared = at.at(-1) === 'nodePort'
  const paths = isAddress
    ? ['clusterIP', 'clusterIPs'].map((field) => ['spec', field])
    : isShared
      ? nodePortsLike(service, valueAt(service.manifest, at))
      : [at]
  const there = paths.filter((path) => valueAt(service.manifest, path) !== undefined)
  return proposed(together(there.map((path) => removing(service, path))))
}

/** TCP and UDP of one number share a node port. */
function nodePortsLike({ manifest }: Resource<Service>, taken: unknown): FieldPath[] {
  return (manifest.spec?.ports ?? []).flatMap(({ nodePort }, index) =>
    nodePort === taken ? [['spec', 'ports', index, 'nodePort']] : [],
  )
}
