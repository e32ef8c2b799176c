import { typeOf } from '../../kube/apiserver/defaults.ts'
import { virtualIPs } from '../../kube/proxy/service-port.ts'
import { labelOf } from '../../world/labels.ts'
import { nameOf } from '../../world/resource.ts'
import { quote } from '../../world/wording.ts'
import { evidence } from '../evidence.ts'
import type { HopRule } from '../model.ts'

const proxyNameLabel = 'service.kubernetes.io/service-proxy-name'

export const virtualIpHop: HopRule = {
  id: 'virtual-ip',
  asks: 'whether packets to the virtual IP are taken up',

  answer({ service }) {
    if (service === undefined) return { status: 'unknown', because: 'no Service is known', end: true }
    const { manifest } = service
    if (typeOf(manifest) === 'Headless')
      return { status: 'ok', because: 'there is none: the client connects to a pod itself' }
    const proxy = labelOf(manifest.metadata?.labels, proxyNameLabel)
    if (proxy !== undefined) {
      return {
        status: 'unknown',
        because: `kube-proxy leaves ${nameOf(service)} to ${quote(proxy)}, which svc does not know`,
        evidence: [evidence(service, ['metadata', 'labels', proxyNameLabel])],
      }
    }
    const [ip] = virtualIPs(manifest)
    const because =
      ip === undefined
        ? 'the API server will give it one'
        : `${ip}, handled by kube-proxy on the client's node`
    return { status: 'ok', because, evidence: [evidence(service, ['spec', 'clusterIP'])] }
  },
}
