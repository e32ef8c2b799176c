import { unpinning } from '../../diagnose/host-alias-fix.ts'
import { faultOf } from '../../diagnose/reference-fault.ts'
import { hostAliasReferences } from '../../kube/references/host-aliases.ts'
import { podIndexesOf } from '../../kube/workload/pod-index.ts'
import { nameOf } from '../../world/resource.ts'
import { valueAt } from '../../world/place.ts'
import type { World } from '../../world/world.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly service: string
  readonly because: string
}

export const hostAliasShadowsService = defineRule<never, Data>({
  id: 'host-alias-shadows-service',
  title: 'hostAliases pin the name of a Service to another address',
  severity: 'warning',
  subject: 'all',
  evidence: [],
  why:
    'What `hostAliases` lists is in the /etc/hosts of the containers, which counts before any name server is asked. When the Service has another address, by now or ' +
    'since it was created anew, its clients call an address that nothing has, though DNS, the Service and its pods are fine.',
  source: 'https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/',
  bad: `apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec: {clusterIP: 10.96.7.7, selector: {app: chat-api}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat}]}
---
apiVersion: v1
kind: Pod
metadata: {name: client}
spec: {hostAliases: [{ip: 10.96.99.99, hostnames: [chat-api]}], containers: [{name: client, image: client}]}
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec: {clusterIP: 10.96.7.7, selector: {app: chat-api}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat}]}
---
apiVersion: v1
kind: Pod
metadata: {name: client}
spec: {containers: [{name: client, image: client}]}
`,

  *check(resource, world) {
    for (const reference of hostAliasReferences(world, resource)) {
      const fault = faultOf(world, reference)
      const ip = valueAt(resource.manifest, [...reference.path.slice(0, -2), 'ip'])
      // a pod's own address leads past the Service, but somewhere
      if (fault?.fault !== 'pinned-elsewhere' || world.derived(podAddresses).has(String(ip))) continue
      const service = world.get('Service', reference.namespace, reference.name)
      yield {
        at: reference.path,
        data: { service: `${reference.namespace}/${reference.name}`, because: fault.because },
        related:
          service === undefined
            ? []
            : [{ resource: service, at: ['spec', 'clusterIP'], note: `the address of ${nameOf(service)}` }],
        ...(reference.path.at(-2) === 'hostnames'
          ? { fix: unpinning(resource, reference.path.slice(0, -2), Number(reference.path.at(-1))) }
          : {}),
      }
    }
  },

  message: ({ service, because }) => ({
    text: `Service ${service} is not reached by its name: ${because}`,
    hint: 'remove the name from hostAliases: DNS knows it',
  }),
})

function podAddresses(world: World): ReadonlySet<string> {
  return new Set(
    [...podIndexesOf(world).values()]
      .flatMap(({ members }) => members)
      .flatMap(({ pod }) => pod?.manifest.status?.podIPs ?? [])
      .flatMap(({ ip }) => ip ?? []),
  )
}
