import { proposed } from '../../diagnose/fix.ts'
import { callingOnlyPort } from '../../diagnose/port-fix.ts'
import { formatPort, servicePorts } from '../../kube/core/defaults.ts'
import { endOfAlias, serviceCalled } from '../../kube/references/called-service.ts'
import { isPodPort } from '../../diagnose/called-port.ts'
import { namesInTexts, referenceOfText } from '../../kube/references/references.ts'
import { faultOf } from '../../diagnose/reference-fault.ts'
import { shownText } from '../../kube/references/mentions.ts'
import { defined } from '../../world/defined.ts'
import { nameOf } from '../../world/resource.ts'
import { joinList, quote } from '../../text/wording.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly text: string
  readonly port: number
  readonly protocol: string
  readonly service: string
  readonly listens: readonly string[]
  readonly alias?: string
}

export const clientPortNotInService = defineRule<never, Data>({
  id: 'client-port-not-in-service',
  title: 'a client calls a Service on a port that it does not have',
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
    for (const place of namesInTexts(world, client)) {
      const { path, mention, piece } = place
      const { port, protocol } = mention
      const reference = referenceOfText(world, place)
      if (reference === undefined || faultOf(world, reference)?.fault !== 'port-missing') continue
      const called = serviceCalled(world, place)
      const service = called && endOfAlias(world, called)
      if (service === undefined || port === undefined || isPodPort(world, service, port)) continue
      const ports = servicePorts(service.manifest)
      const fix = callingOnlyPort(service, place)
      yield defined({
        at: path,
        piece,
        data: defined({
          text: shownText(mention),
          port,
          protocol,
          service: nameOf(service),
          listens: ports.map(formatPort),
          alias: called === service ? undefined : called?.name,
        }),
        // `web:2024` has the form of a peer too, and no setting says that it is one
        severity: mention.sure === true ? undefined : ('warning' as const),
        related: [{ resource: service, at: ['spec', 'ports'], note: `${service.name} listens here` }],
        fix: fix && proposed(fix),
      })
    }
  },

  message: ({ text, port, protocol, service, listens, alias }) => ({
    text: `${quote(text)} calls ${service}${alias === undefined ? '' : ` (by its alias ${alias})`} on ${port}/${protocol}, which it does not have`,
    hint: `it listens on ${joinList(listens)}`,
  }),
})
