import { lostPorts } from '../../diagnose/lost-ports.ts'
import { formatPort } from '../../kube/core/defaults.ts'
import { defined } from '../../world/defined.ts'
import { nameOf } from '../../world/resource.ts'
import { joinList, quote } from '../../text/wording.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly port: string
  readonly name: string
  readonly renamed?: string
  readonly callers: readonly string[]
}

export const changeRemovesPort = defineRule<'Service', Data>({
  id: 'change-removes-port',
  title: 'a change removes or renames a port of a Service',
  severity: 'error',
  subject: ['Service'],
  evidence: [],
  yields: true,
  why:
    'Clients, routes and monitors outside of what is changed call a Service by the port that it has. When a change removes the port or renames it, kube-proxy drops ' +
    'the rules for it at once, and whoever still uses it is refused.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#multi-port-services',
  bad: `# before
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{name: http, port: 80}, {name: metrics, port: 9090}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{name: http, port: 80}]
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: web, image: web}]}
`,
  good: `# before
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{name: http, port: 80}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{name: http, port: 80}, {name: metrics, port: 9090}]
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: web, image: web}]}
`,

  *check(service, world) {
    for (const { port, renamed, named } of lostPorts(world, service)) {
      yield defined({
        at: ['spec', 'ports'],
        side: 'key' as const,
        // by its number it is still called
        severity: renamed !== undefined && named.length === 0 ? ('warning' as const) : undefined,
        data: defined({
          port: formatPort(port),
          name: port.name,
          renamed,
          callers: [...new Set(named.map(({ from }) => nameOf(from)))].toSorted(),
        }),
        related: named.slice(0, 5).map(({ from, path }) => ({ resource: from, at: path, note: 'uses it' })),
      })
    }
  },

  message: ({ port, name, renamed, callers }) => ({
    text:
      renamed === undefined
        ? `the change removes port ${port}`
        : `the change gives port ${port} the name ${quote(renamed)} instead of ${quote(name)}`,
    hint:
      callers.length === 0
        ? 'keep it until nothing calls it any more'
        : `${joinList(callers, 3)} ${callers.length === 1 ? 'uses' : 'use'} it`,
  }),
})
