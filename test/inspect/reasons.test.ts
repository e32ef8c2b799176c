import { describe, expect, test } from '@jest/globals'
import { describeEndpoints } from '../../src/inspect/endpoints.ts'
import { healthOf } from '../../src/inspect/health.ts'
import { lint } from '../../src/lint/lint.ts'
import { lintJson } from '../../src/report/lint/json.ts'
import { endpointsJson } from '../../src/report/inspect/endpoints.ts'
import { servicesJson } from '../../src/report/inspect/services.ts'
import { traceJson } from '../../src/report/trace/json.ts'
import { rules } from '../../src/rules/index.ts'
import { trace } from '../../src/trace/trace.ts'
import type { ReasonShown } from '../../src/world/reason.ts'
import { conforms } from '../conforms.ts'
import { nodes, notReady, pod, service, workload } from '../kube/web.ts'
import { worldOf } from '../world-of.ts'

// lint, trace, `svc ls` and `svc endpoints` explain a Service with the same codes, which rest on the same fields

type Explained = { readonly reasons?: readonly ReasonShown[] }

function explain(manifests: readonly object[]) {
  const world = worldOf([service(), ...nodes, ...manifests])
  const [web] = world.all('Service')
  if (web === undefined) throw new Error('no Service')
  const read = (schema: string, text: string): unknown => {
    const value: unknown = JSON.parse(text)
    expect(conforms(schema, value)).toEqual([])
    return value
  }
  const linted = read('lint', lintJson(lint(world, rules))) as { findings: Explained[] }
  const traced = read('trace', traceJson(trace(world, { target: 'web', namespace: 'shop' }), world)) as {
    hops: Explained[]
  }
  const row = { namespace: 'shop', name: 'web', type: 'ClusterIP', ...healthOf(world, web) }
  const listed = read('ls', servicesJson([row], world)) as { services: Explained[] }
  const shown = read('endpoints', endpointsJson({ services: [describeEndpoints(world, web)] }, world)) as {
    services: (Explained & { candidates: ReasonShown[] })[]
  }
  const reasonsIn = (all: readonly Explained[]) => all.flatMap(({ reasons = [] }) => reasons)
  return {
    lint: reasonsIn(linted.findings),
    trace: reasonsIn(traced.hops),
    ls: reasonsIn(listed.services),
    endpoints: shown.services.flatMap(({ candidates, reasons = [] }) => [...candidates, ...reasons]),
  }
}

describe('lint, trace, ls and endpoints', () => {
  test.each<[string, string, object[]]>([
    ['no pod matches', 'no-pod-matches', [pod(1, { metadata: { labels: { app: 'wbe' } } })]],
    ['a pod is not ready', 'pod-not-ready', [pod(1, { status: notReady })]],
    ['a pod has ended', 'pod-ended', [pod(1, { status: { phase: 'Failed' } })]],
    ['nothing runs', 'scaled-to-zero', [workload('Deployment', { spec: { replicas: 0 } })]],
  ])('say the same where %s', (_name, code, manifests) => {
    const said = explain(manifests)
    const [expected] = said.endpoints.filter((each) => each.code === code)
    expect(expected).toBeDefined()
    for (const reasons of [said.lint, said.trace, said.ls]) {
      const found = reasons.find((each) => each.code === code)
      expect(found?.restsOn).toEqual(expected?.restsOn)
      expect(found?.because).toBe(expected?.because)
    }
  })

  test('say nothing where all is well, but what kube-proxy does', () => {
    const said = explain([pod(1)])
    expect(said.lint).toEqual([])
    expect(said.ls).toEqual([])
    expect(said.trace.map(({ code }) => code)).toEqual(['any-endpoint'])
  })

  test('name at most ten of many pods', () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      pod(1, { metadata: { name: `p${index}`, uid: `p${index}` }, status: notReady }),
    )
    const { lint: linted, ls } = explain(many)
    expect([linted.length, ls.length]).toEqual([10, 10])
  })
})
