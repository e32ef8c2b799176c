import { servicePorts, typeOf } from '../../kube/core/defaults.ts'
import { portForPacket } from '../../kube/core/port-lookup.ts'
import { fixOfPort, ledBy } from '../../diagnose/target-port.ts'
import { defined } from '../../world/defined.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly targetPort: number
  readonly because: string
  readonly instead?: number
  readonly protocol?: string
  /** Another port of the Service has this number for that protocol. */
  readonly isTaken: boolean
}

export const targetPortUndeclared = defineRule<'Service', Data>({
  id: 'target-port-undeclared',
  title: 'a numeric targetPort is not a port that the pods declare',
  severity: 'warning',
  subject: ['Service'],
  evidence: [],
  why:
    'containerPort is documentation only: a pod may serve a port that it does not declare. But where other ports are declared, and probe, ' +
    'environment and arguments speak of those, a targetPort outside of them is more often a mistake than an undeclared port. Nothing listens, so connections are refused.',
  source: 'https://kubernetes.io/docs/concepts/workloads/pods/',
  bad: `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 8000}]
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers:
    - name: web
      image: web
      args: ["--port=8080"]
      ports: [{containerPort: 8080}]
      readinessProbe: {httpGet: {port: 8080}}
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers:
    - name: web
      image: web
      args: ["--port=8080"]
      ports: [{containerPort: 8080}]
      readinessProbe: {httpGet: {port: 8080}}
`,

  *check(service, world) {
    // of a headless Service it is ignored
    if (typeOf(service.manifest) === 'Headless') return
    for (const port of servicePorts(service.manifest)) {
      const { index, targetPort } = port
      if (typeof targetPort !== 'number') continue
      const all = ledBy(world, service, port)
      const led = all.find(({ refuted }) => refuted?.cause === 'target-port-undeclared')
      if (led === undefined) continue
      const { because, evidence, instead, protocol } = led.served
      const isElsewhere = all.some(({ served }) => served.outcome === 'serves' && served.grounds !== 'none')
      yield defined({
        at: ['spec', 'ports', index, 'targetPort'],
        // other pods of the Service speak for it
        severity: isElsewhere ? ('note' as const) : undefined,
        data: defined({
          targetPort,
          because,
          instead,
          protocol,
          isTaken:
            protocol !== undefined && portForPacket(service.manifest, port.port, protocol) !== undefined,
        }),
        related: evidence.map(({ resource, path }) => ({
          resource,
          at: path,
          note: 'the ports that the pod declares',
        })),
        fix: isElsewhere ? undefined : fixOfPort(service, port, led),
      })
    }
  },

  message: ({ targetPort, because, instead, protocol, isTaken }) => ({
    text: `targetPort ${targetPort} is not declared${protocol === undefined ? '' : ' for this protocol'}: ${because}`,
    hint:
      protocol !== undefined && !isTaken
        ? `did you mean protocol: ${protocol}? a port without one is TCP`
        : instead === undefined
          ? 'if the program listens there anyway, declare the port'
          : `did you mean ${instead}? if the program listens on ${targetPort} anyway, declare it`,
  }),
})
