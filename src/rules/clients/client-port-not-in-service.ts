import { formatPort, servicePorts, typeOf } from '../../kube/core/defaults.ts'
import { resolveService } from '../../kube/dns/service-name.ts'
import { calledPort, isPodPort } from '../../diagnose/called-port.ts'
import { namesInTexts } from '../../kube/references/references.ts'
import { shownText } from '../../kube/references/mentions.ts'
import { nameOf } from '../../world/resource.ts'
import { joinList, quote } from '../../text/wording.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly text: string
  readonly port: number
  readonly protocol: string
  readonly service: string
  readonly listens: readonly string[]
}

export const clientPortNotInService = defineRule<never, Data>({
  id: 'client-port-not-in-service',
  title: 'clients call a Service on a port that it has',
  severity: 'error',
  subject: 'all',
  evidence: [],
  why:
    'kube-proxy handles exactly the ports (number and protocol) that a Service lists. Any other port of its virtual IP is refused in nftables ' +
    'mode and times out in iptables mode.',
  source: 'https://kubernetes.io/docs/reference/networking/virtual-ips/',
  bad: `apiVersion: v1
kind: Service
metadata: {name: cache}
spec:
  selector: {app: cache}
  ports: [{port: 6379}]
---
apiVersion: v1
kind: Pod
metadata: {name: cache, labels: {app: cache}}
spec: {containers: [{name: cache, image: redis, ports: [{containerPort: 6379}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: client}
spec: {containers: [{name: client, image: client, args: ["--cache=redis://cache:6380"]}]}
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: cache}
spec:
  selector: {app: cache}
  ports: [{port: 6379}]
---
apiVersion: v1
kind: Pod
metadata: {name: cache, labels: {app: cache}}
spec: {containers: [{name: cache, image: redis, ports: [{containerPort: 6379}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: client}
spec: {containers: [{name: client, image: client, args: ["--cache=redis://cache:6379"]}]}
`,

  *check(client, world) {
    for (const { path, mention, piece } of namesInTexts(world, client)) {
      const { host, port, protocol, scheme } = mention
      const service = resolveService(world, host, client.namespace ?? '')
      if (service === undefined || port === undefined || calledPort(service.manifest, mention) !== undefined)
        continue
      // `--image=web:2024` has the form of a peer too; without a scheme only the right port of pods gives a client away
      if (scheme === undefined && !host.includes('.svc')) continue
      const ports = servicePorts(service.manifest)
      const type = typeOf(service.manifest)
      // a headless Service leads to any port of its pods, an alias to any port of its target
      if (type === 'Headless' || type === 'ExternalName' || isPodPort(world, service, port)) continue
      yield {
        at: path,
        piece,
        data: {
          text: shownText(mention),
          port,
          protocol,
          service: nameOf(service),
          listens: ports.map(formatPort),
        },
        related: [{ resource: service, at: ['spec', 'ports'], note: `${service.name} listens here` }],
      }
    }
  },

  message: ({ text, port, protocol, service, listens }) => ({
    text: `${quote(text)} calls ${service} on ${port}/${protocol}, which it does not have`,
    hint: `it listens on ${joinList(listens)}`,
  }),
})
