import { blockedCalls } from '../../diagnose/blocked-calls.ts'
import { changedWorld } from '../../diagnose/changed-world.ts'
import { cutOffServices } from '../../diagnose/cut-off-services.ts'
import { describePodSource } from '../../kube/workload/describe.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { NetworkPolicy } from '../../world/types/network-policy.ts'
import type { World } from '../../world/world.ts'
import { joinList } from '../../text/wording.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly services: readonly string[]
  /** The clients that lose them; absent where no pod at all may call any more. */
  readonly clients?: readonly string[]
}

export const changeCutsOffService = defineRule<'NetworkPolicy', Data>({
  id: 'change-cuts-off-service',
  title: 'a change adds a NetworkPolicy that cuts a Service off from its clients',
  severity: 'error',
  subject: ['NetworkPolicy'],
  evidence: [],
  yields: true,
  why:
    'Policies only ever add up to what is allowed once one of them selects a pod. The first policy that selects the pods of a Service drops everything that it does not ' +
    'allow, from one moment to the next: clients that worked before wait until they give up, while the Service and its pods look healthy.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  bad: `${before()}${example()}---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny-all}
spec: {podSelector: {}, policyTypes: [Ingress]}
`,
  good: `${before()}${example()}---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: own-namespace}
spec: {podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}]}]}
`,

  *check(policy, world) {
    if (isUnchanged(world, policy)) return
    const services = cutOffServices(world, policy)
    const after = changedWorld(world)
    if (after === undefined) return
    if (services.length > 0) {
      yield { at: ['spec'], side: 'key', data: { services: services.map(nameOf) } }
      return
    }
    // of calls that the change alone shows, policy-blocks-service-client speaks
    const calls = blockedCalls(after, policy).filter(({ fold }) => fold.status === 'broken')
    if (calls.length === 0 || blockedCalls(world, policy).length > 0) return
    yield {
      at: ['spec'],
      side: 'key',
      data: {
        services: [...new Set(calls.map(({ service }) => nameOf(service)))],
        clients: [...new Set(calls.map(({ client }) => describePodSource(client)))],
      },
      related: calls.map(({ client, path, service }) => ({
        resource: client.resource,
        at: path,
        note: `here ${service.name} is called`,
      })),
    }
  },

  message: ({ services, clients }) => ({
    text:
      clients === undefined
        ? `with this change no pod can reach ${joinList(services, 3)}: the policy selects its pods, and nothing is allowed to reach them`
        : `with this change ${joinList(clients, 3)} cannot reach ${joinList(services, 3)}, which was allowed before`,
    hint: 'add a rule that allows its clients, in this policy or in another one of the same change',
  }),
})

/** What was there before as it is now changes nothing. */
function isUnchanged({ before }: World, { namespace, name, manifest }: Resource<NetworkPolicy>): boolean {
  const old = before?.get('NetworkPolicy', namespace, name)
  return before === undefined || JSON.stringify(old?.manifest.spec) === JSON.stringify(manifest.spec)
}

/** The same documents as they were. */
function before(): string {
  return example()
    .split('---\n')
    .map((document) => `# before\n${document}---\n`)
    .join('')
}

function example(): string {
  return `apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec:
  selector: {app: chat-api}
  ports: [{port: 80, targetPort: 8080}]
---
apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat, ports: [{containerPort: 8080}]}]}
`
}
