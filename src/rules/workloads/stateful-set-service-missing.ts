import { proposed, setting } from '../../diagnose/fix.ts'
import { governingService, recreateHint } from '../../diagnose/governing-service.ts'
import { defined } from '../../world/defined.ts'
import { missingService } from '../../diagnose/missing-reference.ts'
import { statefulSetReferences } from '../../kube/references/stateful-set.ts'
import { quote } from '../../text/wording.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly statefulSet: string
  readonly service: string
  readonly meant?: string
}

export const statefulSetServiceMissing = defineRule<'StatefulSet', Data>({
  id: 'stateful-set-service-missing',
  title: 'the Service that a StatefulSet names does not exist',
  severity: 'warning',
  subject: ['StatefulSet'],
  evidence: ['Service'],
  why:
    '`serviceName` gives each pod the name `POD.SERVICE.NAMESPACE.svc`. Nothing checks that the Service exists; without it (or with another ' +
    'name) every such name is NXDOMAIN, so peers of a distributed job never find each other, while all pods run.',
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id',
  bad: `apiVersion: v1
kind: Service
metadata: {name: trainer}
spec: {clusterIP: None, selector: {app: trainer}, ports: [{port: 29500}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: trainer}
spec:
  serviceName: trainers
  replicas: 4
  selector: {matchLabels: {app: trainer}}
  template:
    metadata: {labels: {app: trainer}}
    spec: {containers: [{name: rank, image: torch}]}
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: trainer}
spec: {clusterIP: None, selector: {app: trainer}, ports: [{port: 29500}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: trainer}
spec:
  serviceName: trainer
  replicas: 4
  selector: {matchLabels: {app: trainer}}
  template:
    metadata: {labels: {app: trainer}}
    spec: {containers: [{name: rank, image: torch}]}
`,

  *check(statefulSet, world) {
    for (const reference of statefulSetReferences(statefulSet)) {
      const missing = missingService(world, reference)
      if (missing === undefined) continue
      const governing = governingService(world, statefulSet)
      const meant = governing?.name ?? missing.meant
      const isNearMiss = governing !== undefined || missing.absence === 'near-miss'
      yield defined({
        at: reference.path,
        data: defined({ statefulSet: statefulSet.name, service: reference.name, meant }),
        // a Service of exactly these pods is there: more files would not make it the wrong one
        absence: isNearMiss ? ('near-miss' as const) : ('bare' as const),
        related: governing && [{ resource: governing, at: ['metadata', 'name'], note: 'selects these pods' }],
        fix: meant === undefined ? undefined : proposed(setting(statefulSet, reference.path, meant)),
      })
    }
  },

  message: ({ statefulSet, service, meant }) => ({
    text: `serviceName ${quote(service)} does not name a Service in the namespace, so the pods of ${statefulSet} have no DNS names of their own`,
    hint: meant === undefined ? 'create a headless Service of that name' : recreateHint(meant),
  }),
})
