import { servicePorts } from '../../kube/core/defaults.ts'
import type { Served } from '../../diagnose/served.ts'
import { fixOfPort, ledBy } from '../../diagnose/target-port.ts'
import { defined } from '../../world/defined.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly port: number
  readonly because: string
  readonly hint: string
  readonly isObserved: boolean
}

const hints: Partial<Record<Served['code'], string>> = {
  'settings-name-other-port': 'make the declared port, targetPort and the setting agree',
  'listens-on-loopback': 'let it listen on 0.0.0.0, or put a proxy into the pod that does',
  'image-listens-elsewhere': 'fine if a configuration inside of the image says otherwise',
  'probe-names-no-port': 'name a port that the container declares, or use its number',
  'observed-not-serving': 'make targetPort and the port of the program agree, and let it listen on 0.0.0.0',
  'probe-on-other-port': 'make the probe and the declared port agree, or declare both',
}

export const targetPortNotServed = defineRule<'Service', Data>({
  id: 'target-port-not-served',
  title: 'a Service leads to a port that its pods seem not to serve',
  severity: 'warning',
  subject: ['Service'],
  evidence: [],
  why:
    'containerPort is documentation: the program listens where its arguments, its environment or its image say. When those name another port, or the loopback ' +
    'address, which no other pod reaches, connections are refused although everything in the Service agrees. A readiness probe on a port that is not declared ' +
    'either keeps the pod out of the endpoints or shows where the program really listens.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports',
  bad: `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: http}]
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers:
    - name: web
      image: web
      args: ["--port=8080"]
      ports: [{name: http, containerPort: 8000}]
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: http}]
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers:
    - name: web
      image: web
      args: ["--port=8080"]
      ports: [{name: http, containerPort: 8080}]
`,

  *check(service, world) {
    for (const port of servicePorts(service.manifest)) {
      const led = ledBy(world, service, port).find(
        ({ refuted }) => refuted?.cause === 'target-port-not-served',
      )
      const hint = led && hints[led.served.code]
      if (led === undefined || hint === undefined) continue
      const { because, evidence, code } = led.served
      const isObserved = code === 'observed-not-serving'
      yield defined({
        at: ['spec', 'ports', port.index],
        severity: led.served.outcome === 'refuses' ? ('error' as const) : undefined,
        data: { port: port.port, because, hint, isObserved },
        observed: isObserved ? (true as const) : undefined,
        related: evidence.map(({ resource, path }) => ({ resource, at: path, note: notes[code] ?? 'here' })),
        fix: fixOfPort(service, port, led),
      })
    }
  },

  message: ({ port, because, hint, isObserved }) => ({
    text: isObserved
      ? `observed: port ${port} leads to a port that does not serve: ${because}`
      : `port ${port} leads to a port that the pods seem not to serve: ${because}`,
    hint,
  }),
})

const notes: Partial<Record<Served['code'], string>> = {
  'settings-name-other-port': 'names another port',
  'listens-on-loopback': 'binds to loopback',
  'image-listens-elsewhere': 'listens elsewhere',
  'probe-names-no-port': 'names a port that is not there',
  'probe-on-other-port': 'asks another port',
  'observed-not-serving': 'was asked',
}
