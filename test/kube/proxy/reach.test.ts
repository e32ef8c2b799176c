import { describe, expect, test } from '@jest/globals'
import { reach } from '../../../src/kube/proxy/reach.ts'
import type { ReachQuestion, Vantage } from '../../../src/kube/proxy/model.ts'
import type { Service } from '../../../src/world/types/manifest.ts'
import { complete, partial, worldOf } from '../../world-of.ts'
import {
  answersIn,
  all,
  byHand,
  external,
  live,
  local,
  mode,
  nodePort,
  out,
  ready,
  sameZone,
  vantage,
  worldFor,
  type Given,
} from './reach-scenarios.ts'
import { pod, service, workload } from '../web.ts'

const expectAnswer = answersIn('reach.txt')

describe('mode ipvs', () => {
  const more = [mode('ipvs')]
  test.each<[string, Given, string, string]>([
    ['no Local policy', { more }, 'c1', all],
    ['G1 a Local policy', { spec: local, more }, 'c4', 'unknown ipvs'],
    ['nothing anywhere', { pods: [], more }, 'c4', 'refused no-endpoint'],
  ])('%s', (name, given, from, expected) => {
    expectAnswer(name, [{ metadata: live, ...given }, from, 'cluster-ip'], expected)
  })
})

describe('other proxies', () => {
  const daemonSet = (name: string, containers: object[] = [{ name }]) =>
    workload('DaemonSet', {
      metadata: { name, namespace: 'kube-system' },
      labels: { k8s: name },
      podSpec: { containers },
    })
  const setting = (kind: string, spec: object) => ({
    apiVersion: kind === 'Installation' ? 'operator.tigera.io/v1' : 'crd.projectcalico.org/v1',
    kind,
    metadata: { name: 'default' },
    spec,
  })
  const cilium = (value: string) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'cilium-config', namespace: 'kube-system' },
    data: { 'kube-proxy-replacement': value },
  })
  test.each<[string, object[], string]>([
    ['Cilium, and it is not known how', [daemonSet('cilium')], 'unknown other-proxy'],
    ['Cilium in its place', [daemonSet('cilium'), cilium('true')], 'unknown other-proxy'],
    ['Cilium next to it', [daemonSet('cilium'), cilium('false')], all],
    ['GKE', [daemonSet('anetd')], 'unknown other-proxy'],
    [
      'kube-router for Services',
      [daemonSet('kube-router', [{ name: 'r', args: ['--run-service-proxy=true'] }])],
      'unknown other-proxy',
    ],
    [
      'kube-router for routes only',
      [daemonSet('kube-router', [{ name: 'r', args: ['--run-router=true'] }])],
      all,
    ],
    ['Calico', [daemonSet('calico-node')], all],
    [
      'Calico with eBPF',
      [daemonSet('calico-node', [{ name: 'c', env: [{ name: 'FELIX_BPFENABLED', value: 'true' }] }])],
      'unknown other-proxy',
    ],
    [
      'Calico with eBPF by its own configuration',
      [daemonSet('calico-node'), setting('FelixConfiguration', { bpfEnabled: true })],
      'unknown other-proxy',
    ],
    [
      'Calico without it',
      [daemonSet('calico-node'), setting('FelixConfiguration', { bpfEnabled: false })],
      all,
    ],
    [
      'Calico with eBPF by its operator',
      [daemonSet('calico-node'), setting('Installation', { calicoNetwork: { linuxDataplane: 'BPF' } })],
      'unknown other-proxy',
    ],
    [
      'Calico with iptables by its operator',
      [daemonSet('calico-node'), setting('Installation', { calicoNetwork: { linuxDataplane: 'Iptables' } })],
      all,
    ],
    [
      'Calico with another variable',
      [daemonSet('calico-node', [{ name: 'c', env: [{ name: 'FELIX_BPFENABLED', value: 'false' }] }])],
      all,
    ],
    ['OVN-Kubernetes', [daemonSet('ovnkube-node')], 'unknown other-proxy'],
    ['Antrea', [daemonSet('antrea-agent')], 'unknown other-proxy'],
    ['Cilium that is told to leave Services alone', [daemonSet('cilium'), cilium('disabled')], all],
    ['a mode that is empty', [mode('')], all],
    ['the default of a mode that is not written', [mode('', 'x: y')], all],
    ['kube-proxy itself', [daemonSet('kube-proxy')], all],
  ])('%s', (name, more, expected) => {
    expectAnswer(name, [{ metadata: live, more }, 'c1', 'cluster-ip'], expected)
  })
})

describe('what is not known', () => {
  const from: Vantage = { kind: 'node', name: 'n1' }
  const ask = (manifests: readonly object[], change: Partial<ReachQuestion> = {}, coverage = [partial]) => {
    const world = worldOf(manifests, coverage)
    const [web] = world.all('Service')
    if (web === undefined) throw new Error('no Service')
    return reach(world, { service: web, from, via: 'cluster-ip', ...change })
  }

  test('pods to come are endpoints, but on no node yet', () => {
    const web = workload('Deployment', { spec: { replicas: 2 } })
    expect(ask([service(), web])).toMatchObject({
      outcome: 'endpoints',
      endpoints: [{ port: 8080 }, { port: 8080 }],
    })
    expect(ask([service(local), web])).toMatchObject({ outcome: 'unknown', code: 'pods-to-come' })
    expect(ask([service(local), workload('DaemonSet')])).toMatchObject({
      outcome: 'endpoints',
      code: 'local-endpoints',
    })
  })

  test.each<[string, Service['spec'], Partial<ReachQuestion>, string]>([
    ['any node takes it', nodePort, { from: { kind: 'outside' } }, 'endpoints any-endpoint'],
    [
      'a Local policy, from outside',
      { ...nodePort, ...external },
      { from: { kind: 'outside' } },
      'unknown pods-to-come',
    ],
    ['a Local policy, from the node', { ...nodePort, ...external }, {}, 'endpoints short-circuit'],
    [
      'a Local policy, from a pod',
      { ...nodePort, ...external },
      { from: { kind: 'pod' } },
      'endpoints short-circuit',
    ],
  ])('a node port of pods to come: %s', (_, spec, change, expected) => {
    const manifests = [service(spec), workload('Deployment', { spec: { replicas: 2 } })]
    const { outcome, code } = ask(manifests, { via: 'node-port', ...change })
    expect(`${outcome} ${code}`).toBe(expected)
  })

  test('nothing in sight proves nothing in part of a cluster', () => {
    expect(ask([service()])).toMatchObject({ outcome: 'unknown', code: 'objects-not-known' })
    expect(ask([service()], {}, [complete])).toMatchObject({ outcome: 'refused', code: 'no-endpoint' })
    expect(ask([service(byHand)])).toMatchObject({ outcome: 'unknown', code: 'objects-not-known' })
  })

  test('a load balancer that is not made yet', () => {
    expect(ask([service({ type: 'LoadBalancer' }), ...ready], { via: 'load-balancer' })).toMatchObject({
      outcome: 'unknown',
      code: 'address-pending',
    })
  })
})

describe('besides the answer', () => {
  const ask = (given: Given, who: string, way: ReachQuestion['via'] = 'cluster-ip', name?: string) => {
    const world = worldFor({ metadata: live, ...given })
    const [web] = world.all('Service')
    if (web === undefined) throw new Error('no Service')
    const question = { service: web, from: vantage(world, who), via: way }
    return reach(world, name === undefined ? question : { ...question, node: name })
  }

  test('each endpoint gets its share', () => {
    expect(ask({}, 'c1').endpoints.map(({ share }) => share)).toEqual([1 / 3, 1 / 3, 1 / 3])
  })

  test('affinity, hairpin and lost answers are noted', () => {
    const affine = {
      sessionAffinity: 'ClientIP',
      sessionAffinityConfig: { clientIP: { timeoutSeconds: 600 } },
    }
    expect(ask({ spec: affine }, 'c1').notes.map(({ text }) => text)).toEqual([
      expect.stringContaining('600 s'),
    ])
    expect(ask({}, 'p1').notes.map(({ code }) => code)).toContain('hairpin')
    expect(ask({ spec: { ...nodePort, ...external } }, 'c2', 'node-port', 'n1')).toMatchObject({
      endpoints: [{ share: 1 / 3 }],
      notes: [{ code: 'replies-bypass-node' }],
    })
  })

  test('who is left out, and why', () => {
    expect(ask({ ...sameZone }, 'c1').left()).toMatchObject([{ address: '10.244.3.13', code: 'other-zone' }])
    expect(ask({ spec: local, pods: [pod(1), pod(2), out(3)] }, 'c1').left()).toMatchObject([
      { code: 'not-local' },
      { code: 'not-ready' },
    ])
  })

  test('an answer names the fields that it rests on', () => {
    const { evidence } = ask({ spec: local }, 'c4')
    expect(evidence.map(({ resource, path }) => `${resource.kind} ${path.join('.')}`)).toEqual([
      'Service spec.internalTrafficPolicy',
    ])
  })
})
