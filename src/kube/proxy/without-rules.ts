import { labelOf } from '../../world/labels.ts'
import { joinList, quote } from '../../text/wording.ts'
import { formatPort, servicePorts, typeOf } from '../core/defaults.ts'
import { headlessLabel } from '../endpointslice/slice-labels.ts'
import type { Ground, ReachOutcome, Reach, ReachCode, ReachQuestion } from './model.ts'
import type { ProxiedPort } from './proxied-port.ts'
import type { ServiceView } from './view.ts'

const proxyNameLabel = 'service.kubernetes.io/service-proxy-name'

/** An answer that no endpoint has a part in. */
export function plain(
  [outcome, code]: readonly [ReachOutcome, ReachCode],
  because: string,
  evidence: readonly Ground[] = [],
): Reach {
  return { outcome, code, because, endpoints: [], left: () => [], notes: [], evidence }
}

/** Why kube-proxy has nothing to do with the Service at all; undefined when it has. */
export function notHandled({ service, gates, proxier }: ServiceView): Reach | undefined {
  const { manifest } = service
  const at = (...path: (string | number)[]): Ground => ({ resource: service, path })
  if (typeOf(manifest) === 'ExternalName')
    return plain(
      ['no-route', 'external-name'],
      'an alias has no address of its own: DNS leads the client elsewhere',
      [at('spec', 'externalName')],
    )
  const other = labelOf(manifest.metadata?.labels, proxyNameLabel)
  if (other !== undefined)
    return plain(
      ['unknown', 'other-proxy'],
      `kube-proxy leaves it to ${quote(other)}, which svc does not know`,
      [at('metadata', 'labels', proxyNameLabel)],
    )
  if (proxier.kind === 'other') return plain(['unknown', 'other-proxy'], proxier.because, proxier.evidence)
  const hidden = labelOf(manifest.metadata?.labels, headlessLabel) !== undefined
  if (hidden && gates.skipsHeadlessLabel && typeOf(manifest) !== 'Headless')
    return plain(
      ['no-route', 'headless'],
      `kube-proxy before 1.36 overlooks every Service that carries the label ${headlessLabel}`,
      [at('metadata', 'labels', headlessLabel)],
    )
  return undefined
}

/** A port that the Service does not have: nftables refuses it on the cluster IP, iptables knows nothing of it. */
export function portMissing({ service, proxier }: ServiceView, { via, port }: ReachQuestion): Reach {
  const has = joinList(servicePorts(service.manifest).map(formatPort))
  const text = `the Service has no port ${typeof port === 'string' ? quote(port) : port}; it has ${has}`
  const grounds = [{ resource: service, path: ['spec', 'ports'] }]
  const modes = proxier.kind === 'kube-proxy' ? proxier.modes : []
  if (via !== 'cluster-ip' || modes.every((mode) => mode === 'iptables'))
    return plain(['no-route', 'port-not-in-service'], `${text}, and nothing takes the packet up`, grounds)
  if (modes.includes('iptables'))
    return plain(
      ['unknown', 'modes-differ'],
      `${text}: refused in mode nftables, left alone in mode iptables`,
      grounds,
    )
  return plain(['refused', 'port-not-in-service'], text, grounds)
}

/** Why there is no such address to send to; undefined when there is one. */
export function addressMissing(
  view: ServiceView,
  { via, from }: ReachQuestion,
  port: ProxiedPort,
): Reach | undefined {
  if (via === 'cluster-ip')
    return from.kind !== 'outside'
      ? undefined
      : plain(
          ['no-route', 'not-from-outside'],
          'a cluster IP means nothing outside of the cluster, unless its network routes it',
          [{ resource: view.service, path: ['spec', 'clusterIP'] }],
        )
  if (via === 'node-port') return nodePortMissing(view, port)
  if (via === 'load-balancer') return loadBalancerMissing(view, port)
  if (port.externalIPs.length > 0) return undefined
  return plain(['no-route', 'no-address'], `it has no ${port.family} address in externalIPs`, [
    { resource: view.service, path: ['spec', 'externalIPs'] },
  ])
}

function nodePortMissing(
  { service, proxier }: ServiceView,
  { index, onNodes }: ProxiedPort,
): Reach | undefined {
  if (!onNodes) {
    const because = `a Service of type ${typeOf(service.manifest)} has no node port here`
    return plain(['no-route', 'no-node-port'], because, [
      { resource: service, path: ['spec', 'ports', index, 'nodePort'] },
    ])
  }
  if (proxier.kind !== 'kube-proxy' || proxier.nodePortAddresses === undefined) return undefined
  return plain(
    ['unknown', 'node-port-addresses'],
    'nodePortAddresses of kube-proxy says which addresses of a node have node ports',
    [proxier.nodePortAddresses],
  )
}

function loadBalancerMissing(
  { service }: ServiceView,
  { family, loadBalancerIPs }: ProxiedPort,
): Reach | undefined {
  if (loadBalancerIPs.length > 0) return undefined
  const { manifest } = service
  const ingress = manifest.status?.loadBalancer?.ingress ?? []
  const grounds = [{ resource: service, path: ['status', 'loadBalancer', 'ingress'] }]
  if (ingress.some(({ hostname, ipMode }) => hostname !== undefined || ipMode === 'Proxy'))
    return plain(
      ['no-route', 'load-balancer-is-a-proxy'],
      'the load balancer takes the packet itself (a host name, or ipMode Proxy): it leaves the node, and comes back as the load balancer’s own',
      grounds,
    )
  if (manifest.spec?.type !== 'LoadBalancer')
    return plain(['no-route', 'no-address'], 'it is not of type LoadBalancer', [
      { resource: service, path: ['spec', 'type'] },
    ])
  if (ingress.length > 0)
    return plain(['no-route', 'no-address'], `the load balancer has no ${family} address`, grounds)
  const isLive = manifest.metadata?.uid !== undefined
  return isLive
    ? plain(['no-route', 'address-pending'], 'no load balancer has given it an address yet', grounds)
    : plain(
        ['unknown', 'address-pending'],
        'a load balancer will give it an address, once it is in a cluster',
        grounds,
      )
}
