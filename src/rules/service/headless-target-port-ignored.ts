import type { PodSource } from '../../kube/workload/pod-source.ts'
import { servicePorts, typeOf, type DefaultedPort } from '../../kube/core/defaults.ts'
import { selectionOf } from '../../kube/endpointslice/selection.ts'
import { resolveTargetPort } from '../../kube/core/target-port.ts'
import { proposed, setting } from '../../diagnose/fix.ts'
import { servedAt } from '../../diagnose/served.ts'
import { defined } from '../../world/defined.ts'
import { quote } from '../../text/wording.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly port: number
  readonly targetPort: number | string
  readonly number?: number
  /** Why the declared port is what is wrong. */
  readonly contradicted?: string
  /** What speaks against the port that clients dial, where targetPort says nothing else. */
  readonly against?: string
}

export const headlessTargetPortIgnored = defineRule<'Service', Data>({
  id: 'headless-target-port-ignored',
  title: 'a headless Service has a targetPort that is ignored',
  severity: 'warning',
  subject: ['Service'],
  evidence: [],
  why:
    'A headless Service has no virtual IP: DNS answers with the pods’ own addresses, and no component translates port to targetPort. A client ' +
    'that dials the Service’s port meets a pod on which nothing listens there.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#headless-services',
  bad: `apiVersion: v1
kind: Service
metadata: {name: db}
spec:
  clusterIP: None
  selector: {app: db}
  ports: [{port: 80, targetPort: 5432}]
---
apiVersion: v1
kind: Pod
metadata: {name: db-0, labels: {app: db}}
spec: {containers: [{name: db, image: db, ports: [{containerPort: 5432}]}]}
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: db}
spec:
  clusterIP: None
  selector: {app: db}
  ports: [{port: 5432}]
---
apiVersion: v1
kind: Pod
metadata: {name: db-0, labels: {app: db}}
spec: {containers: [{name: db, image: db, ports: [{containerPort: 5432}]}]}
`,

  *check(service, world) {
    if (typeOf(service.manifest) !== 'Headless') return
    const { selected } = selectionOf(world, service)
    for (const port of servicePorts(service.manifest)) {
      // a name may be another number in each pod
      const sample = selected.find(({ spec }) => ![undefined, port.port].includes(numberIn(spec, port)))
      const number = sample === undefined ? port.targetPort : numberIn(sample.spec, port)
      if (typeof number !== 'number' || number === port.port) {
        yield* dialledInVain(selected, port)
        continue
      }
      const wrong = sample && wrongDeclaration(sample, port)
      yield defined({
        at: ['spec', 'ports', port.index, 'targetPort'],
        data: defined({
          port: port.port,
          targetPort: port.targetPort,
          number,
          contradicted: wrong?.because,
        }),
        related: wrong && [{ ...wrong.place, note: 'what the name stands for' }],
        fix: wrong && proposed(setting(wrong.place.resource, wrong.place.at, port.port)),
      })
    }
  },

  message: ({ port, targetPort, number, contradicted, against }) =>
    against !== undefined
      ? {
          text: `clients of a headless Service reach the port that they dial, and ${against}`,
          hint: `set port to the one on which the pod listens, or give the Service a cluster IP`,
        }
      : contradicted === undefined
        ? {
            text: `targetPort ${quote(targetPort)} has no effect on a headless Service: clients that dial ${port} reach port ${port} of the pod`,
            hint: `set port to ${number}, or give the Service a cluster IP`,
          }
        : {
            text: `targetPort ${quote(targetPort)} is ${number} and has no effect on a headless Service, and ${contradicted}`,
            hint: `clients that dial ${port} are right: set containerPort to ${port}`,
          },
})

/** No pod declares the port that clients dial: often it is one that no client uses, so it is worth a note. */
function* dialledInVain(
  selected: readonly PodSource[],
  { port, targetPort, protocol, index }: DefaultedPort,
) {
  const against = selected
    .map((podSource) => servedAt(podSource, { port, protocol }))
    .find(({ cause }) => cause === 'target-port-undeclared')
  if (against === undefined) return
  yield {
    at: ['spec', 'ports', index, 'port'],
    severity: 'note' as const,
    data: { port, targetPort, against: against.because },
    related: against.evidence.map(({ resource, path }) => ({
      resource,
      at: path,
      note: 'the ports that the pod declares',
    })),
  }
}

/** What the targetPort is in a pod; undefined where the pod declares no port of that name. */
function numberIn(spec: PodSource['spec'], port: DefaultedPort): number | undefined {
  const resolution = resolveTargetPort(port, spec)
  return resolution.found ? resolution.port : undefined
}

/** The port that a pod declares under the name of a targetPort, where the pod itself says that it listens where clients dial. */
function wrongDeclaration(podSource: PodSource, port: DefaultedPort) {
  const { resource, path, spec } = podSource
  const resolution = resolveTargetPort(port, spec)
  if (!resolution.found || resolution.declared === undefined) return undefined
  const { instead, because } = servedAt(podSource, {
    port: resolution.port,
    protocol: port.protocol,
  })
  if (instead !== port.port) return undefined
  const at = [...path, 'spec', ...resolution.declared.path, 'containerPort']
  return { because, place: { resource, at } }
}
