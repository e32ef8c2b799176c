import type { Manifest } from './generate-service.ts'

/** An edit with what comes of it, as kubectl and a kube-apiserver 1.36 have it. */
export interface EditCase {
  readonly name: string
  readonly old: Manifest
  /** What others change in between, as a merge patch. */
  readonly between?: Manifest
  readonly next: Manifest
  /** `TYPE FIELD` of each error, or `kubectl` where that gives up itself; */
  readonly refused?: readonly string[]
  /** else what the object says then: paths, with undefined for what is not there. */
  readonly becomes?: Readonly<Record<string, unknown>>
  /** How many warnings there are; none without. */
  readonly warnings?: number
}

const service = (spec: Manifest, metadata: Manifest = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', ...metadata },
  spec,
})
const web = service({ ports: [{ port: 80 }] })
const dns = { port: 53, name: 'dns', protocol: 'UDP' }
const dnsTcp = { port: 53, name: 'dns-tcp', protocol: 'TCP' }
const external = { type: 'LoadBalancer', ports: [{ port: 80 }] }
const noRecord = { 'kubectl.kubernetes.io/last-applied-configuration': null }

export const editCases: readonly EditCase[] = [
  {
    name: 'a number for another protocol is lost in the one that is there',
    old: service({ ports: [dnsTcp] }),
    next: service({ ports: [dnsTcp, dns] }),
    becomes: { 'spec.ports': [{ ...dnsTcp, targetPort: 53 }] },
  },
  {
    name: 'and the first may be',
    old: service({ ports: [{ port: 53 }] }),
    next: service({ ports: [dns, dnsTcp] }),
    becomes: { 'spec.ports': [{ ...dns, targetPort: 53 }] },
  },
  {
    name: 'two that are there already stay',
    old: service({ ports: [dns, dnsTcp] }),
    next: service({ ports: [{ ...dns, targetPort: 5353 }, dnsTcp] }),
    becomes: { 'spec.ports.0.targetPort': 5353, 'spec.ports.1.targetPort': 53 },
  },
  {
    name: 'and both go when one is to',
    old: service({ ports: [dns, dnsTcp] }),
    next: service({ ports: [dnsTcp] }),
    refused: ['Required spec.ports'],
  },
  {
    name: 'what others added stays, what was applied goes',
    old: service({ ...external, loadBalancerSourceRanges: ['10.0.0.0/8'] }, { labels: { a: '1' } }),
    between: { metadata: { labels: { b: '2' } }, spec: { sessionAffinity: 'ClientIP' } },
    next: service(external, { labels: {} }),
    becomes: {
      'spec.loadBalancerSourceRanges': undefined,
      'spec.sessionAffinity': 'ClientIP',
      'metadata.labels': { b: '2' },
    },
  },
  {
    name: 'a whole mapping goes with all that others added',
    old: service({ ports: [{ port: 80 }] }, { labels: { a: '1' } }),
    between: { metadata: { labels: { b: '2' } } },
    next: web,
    becomes: { 'metadata.labels': undefined },
  },
  {
    name: 'what others added may forbid another type',
    old: service(external),
    between: { spec: { loadBalancerSourceRanges: ['10.0.0.0/8'] } },
    next: web,
    refused: ['Forbidden spec.LoadBalancerSourceRanges'],
  },
  {
    name: 'unless it is written as null',
    old: service(external),
    between: { spec: { loadBalancerSourceRanges: ['10.0.0.0/8'] } },
    next: service({ ports: [{ port: 80 }], loadBalancerSourceRanges: null }),
    becomes: { 'spec.loadBalancerSourceRanges': undefined, 'spec.type': 'ClusterIP' },
  },
  {
    name: 'without a record nothing goes',
    old: service({ ...external, loadBalancerSourceRanges: ['10.0.0.0/8'] }),
    between: { metadata: { annotations: noRecord } },
    next: service(external),
    becomes: { 'spec.loadBalancerSourceRanges': ['10.0.0.0/8'] },
  },
  {
    name: 'a record that is no manifest',
    old: web,
    between: { metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{' } } },
    next: service({ ports: [{ port: 81 }] }),
    refused: ['kubectl'],
  },
  {
    name: 'a port that others added stays in its place',
    old: service({
      ports: [
        { port: 80, name: 'a' },
        { port: 82, name: 'c' },
      ],
    }),
    between: {
      spec: {
        ports: [
          { port: 80, name: 'a' },
          { port: 81, name: 'b' },
          { port: 82, name: 'c' },
        ],
      },
    },
    next: service({
      ports: [
        { port: 82, name: 'c' },
        { port: 80, name: 'a' },
      ],
    }),
    becomes: { 'spec.ports.0.port': 81, 'spec.ports.1.port': 82, 'spec.ports.2.port': 80 },
  },
  {
    name: 'metadata that kubectl cannot read',
    old: web,
    next: service({ ports: [{ port: 80 }] }, { annotations: { a: 'x', b: 5 } }),
    refused: ['kubectl'],
  },
  {
    name: 'nothing new asks for nothing, so that nothing warns',
    old: service({ ports: [{ port: 80 }], externalIPs: ['192.0.2.7'] }),
    next: service({ externalIPs: ['192.0.2.7'], ports: [{ port: 80 }] }),
    becomes: {},
  },
  {
    name: 'what the server drops is new each time',
    old: service({ ports: [{ port: 80 }], externalIPs: ['192.0.2.7'] }, { selfLink: 'x' }),
    next: service({ ports: [{ port: 80 }], externalIPs: ['192.0.2.7'] }, { selfLink: 'x' }),
    becomes: {},
    warnings: 1,
  },
  {
    name: 'a time that is none',
    old: web,
    next: service({ ports: [{ port: 80 }] }, { creationTimestamp: '' }),
    refused: ['kubectl'],
  },
  {
    name: 'what the server once picked stays',
    old: service({ type: 'LoadBalancer', externalTrafficPolicy: 'Local', ports: [{ port: 80 }] }),
    next: service(
      { type: 'LoadBalancer', externalTrafficPolicy: 'Local', ports: [{ port: 80, name: 'http' }] },
      { labels: { a: '1' } },
    ),
    becomes: { 'metadata.labels.a': '1', 'spec.ports.0.name': 'http' },
  },
  {
    name: 'a type without addresses shows no policy for them',
    old: service({ type: 'NodePort', ports: [{ port: 80 }] }),
    next: service({ type: 'ExternalName', externalName: 'example.com' }),
    becomes: {
      'spec.internalTrafficPolicy': undefined,
      'spec.clusterIP': undefined,
      'spec.ports': undefined,
    },
  },
  {
    name: 'a port without its number',
    old: web,
    next: service({ ports: [{ name: 'a' }] }),
    refused: ['kubectl'],
  },
  { name: 'a port that is null', old: web, next: service({ ports: [null] }), refused: ['kubectl'] },
  {
    name: 'a wrong type',
    old: web,
    next: service({ ports: [{ port: '80' }] }),
    refused: ['Invalid patch'],
  },
  {
    name: 'an unknown field',
    old: web,
    next: service({ ports: [{ port: 80 }], foo: 1 }),
    refused: ['Invalid patch'],
  },
  {
    name: 'a number beyond 32 bits loses its upper ones',
    old: web,
    next: service({ ports: [{ port: 80, targetPort: 80 }], healthCheckNodePort: 2 ** 32 }),
    becomes: { 'spec.healthCheckNodePort': undefined },
  },
  {
    name: 'another address',
    old: web,
    next: service({ ports: [{ port: 80 }], clusterIP: 'None' }),
    refused: ['Invalid spec.clusterIPs[0]'],
  },
  {
    name: 'a node port that was applied goes with the type, and the policy with it',
    old: service({
      type: 'NodePort',
      externalTrafficPolicy: 'Local',
      ports: [{ port: 80, nodePort: 30_080 }],
    }),
    next: web,
    becomes: { 'spec.ports.0.nodePort': undefined, 'spec.externalTrafficPolicy': undefined },
  },
]
