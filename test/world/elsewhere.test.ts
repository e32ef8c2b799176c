import { expect, test } from '@jest/globals'
import { lint } from '../../src/lint/lint.ts'
import { rules } from '../../src/rules/index.ts'
import { readText } from '../../src/sources/files/documents.ts'
import { trace } from '../../src/trace/trace.ts'
import type { Resource } from '../../src/world/resource.ts'
import { buildWorld } from '../../src/world/world.ts'
import { fixtures } from '../fixtures.ts'
import { complete, partial } from '../world-of.ts'

/**
 * A team that works in a namespace of its own, with names that no other has, changes no answer of another. Its pod has no
 * address: those of pods say which families the cluster has, to all of it.
 */
const elsewhere = `
apiVersion: v1
kind: Namespace
metadata: {name: far-away, labels: {kubernetes.io/metadata.name: far-away}}
---
apiVersion: v1
kind: Service
metadata: {name: quorum-zebra, namespace: far-away}
spec: {selector: {zebra: quorum}, clusterIP: 10.96.251.7, clusterIPs: [10.96.251.7], ports: [{name: zq, port: 18734, targetPort: 18735}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: quorum-zebra, namespace: far-away}
spec:
  selector: {matchLabels: {zebra: quorum}}
  template:
    metadata: {labels: {zebra: quorum}}
    spec: {containers: [{name: zebra, image: zebra, ports: [{containerPort: 18735}], env: [{name: ZEBRA_URL, value: "http://quorum-zebra:18734"}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: lone-zebra, namespace: far-away, labels: {zebra: alone}}
spec: {containers: [{name: zebra, image: zebra}]}
status: {phase: Pending}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: zebras, namespace: far-away}
spec: {podSelector: {matchLabels: {zebra: quorum}}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}]}]}
`

// FULL=1 takes all of them, from files and as a cluster lists them
const step = process.env['FULL'] === undefined ? 12 : 1

const read = (text: string) => readText('world.yaml', text, { namespace: 'default', named: true }).resources
const zebras = read(elsewhere)

function answersOf(resources: readonly Resource[], asked: readonly Resource[], state: typeof complete) {
  const world = buildWorld({ resources, coverage: [state] })
  return {
    findings: lint(world, rules)
      .findings.filter(({ resource }) => resource.namespace !== 'far-away')
      .map(({ rule, resource, message, verdict, hint }) => [rule, resource, message, verdict, hint]),
    traces: asked
      .filter(({ kind, apiVersion }) => kind === 'Service' && apiVersion === 'v1')
      .map(({ name, namespace = '' }) => {
        const { verdict, hops } = trace(world, { target: name, namespace })
        return [name, verdict, hops.map(({ id, status, because }) => [id, status, because])]
      }),
  }
}

const cases = fixtures
  .filter((_, index) => index % step === step - 1)
  .flatMap(({ name, text }, index) => {
    const states = step === 1 ? [partial, complete] : [index % 2 === 0 ? partial : complete]
    return states.map((state) => [name, state.state, text, state] as const)
  })

test.each(cases)('an application elsewhere changes nothing in %s, %s', (_, _state, text, state) => {
  const resources = read(text)
  const alone = answersOf(resources, resources, state)
  expect(answersOf([...resources, ...zebras], resources, state)).toEqual(alone)
  expect(answersOf([...zebras, ...resources], resources, state)).toEqual(alone)
})
