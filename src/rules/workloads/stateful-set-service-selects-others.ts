import { proposed, setting } from '../../diagnose/fix.ts'
import { governingService, recreateHint } from '../../diagnose/governing-service.ts'
import { faultOf } from '../../diagnose/reference-fault.ts'
import { statefulSetReferences } from '../../kube/references/stateful-set.ts'
import { defined } from '../../world/defined.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly service: string
  readonly because: string
  readonly meant?: string
}

export const statefulSetServiceSelectsOthers = defineRule<'StatefulSet', Data>({
  id: 'stateful-set-service-selects-others',
  title: 'the Service of a StatefulSet does not select its pods',
  severity: 'warning',
  subject: ['StatefulSet'],
  evidence: [],
  why:
    'The names `POD.SERVICE.NAMESPACE.svc` come from the endpoints of the Service that `serviceName` names. When its selector matches other pods, or it is an ' +
    'alias, each of these names is NXDOMAIN: the pods run and do not find each other.',
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id',
  bad: `apiVersion: v1
kind: Service
metadata: {name: trainer}
spec: {clusterIP: None, selector: {app: trainer}, ports: [{port: 29500}]}
---
apiVersion: v1
kind: Pod
metadata: {name: other, labels: {app: trainer}}
spec: {containers: [{name: rank, image: torch}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: rank}
spec:
  serviceName: trainer
  selector: {matchLabels: {app: rank}}
  template:
    metadata: {labels: {app: rank}}
    spec: {containers: [{name: rank, image: torch}]}
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: trainer}
spec: {clusterIP: None, selector: {app: trainer}, ports: [{port: 29500}]}
---
apiVersion: v1
kind: Pod
metadata: {name: other, labels: {app: trainer}}
spec: {containers: [{name: rank, image: torch}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: rank}
spec:
  serviceName: trainer
  selector: {matchLabels: {app: trainer}}
  template:
    metadata: {labels: {app: trainer}}
    spec: {containers: [{name: rank, image: torch}]}
`,

  *check(statefulSet, world) {
    for (const reference of statefulSetReferences(statefulSet)) {
      const { namespace, name, path: at } = reference
      const { fault, because = '' } = faultOf(world, reference) ?? {}
      const service = world.get('Service', namespace, name)
      if (service === undefined || (fault !== 'other-pods' && fault !== 'alias')) continue
      const related = [{ resource: service, at: ['spec', 'selector'], note: 'what it selects' }]
      const meant = governingService(world, statefulSet)?.name
      yield defined({
        at,
        data: defined({ service: `${namespace}/${name}`, because, meant }),
        related,
        fix: meant === undefined ? undefined : proposed(setting(statefulSet, at, meant)),
      })
    }
  },

  message: ({ service, because, meant }) => ({
    text: `serviceName refers to Service ${service}, but ${because}`,
    ...(meant === undefined ? {} : { hint: recreateHint(meant) }),
  }),
})
