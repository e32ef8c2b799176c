import { inNamespace, kubectl } from '../text/shell.ts'
import { typeOf } from '../kube/core/defaults.ts'
import type { Via } from '../kube/proxy/model.ts'
import { parseTarget } from './target.ts'
import type { Service } from '../world/types/manifest.ts'
import { nameOf, type Resource } from '../world/resource.ts'
import type { HopAnswer, Route } from './model.ts'

/**
 * A Service that is asked for from outside of the cluster: by whatever leads there from outside. Where nothing does, a name
 * that only cluster DNS knows means nothing out there.
 */
export function fromOutside({ question, host = '' }: Route, service: Resource<Service>): HopAnswer {
  const via = outerWay(service.manifest)
  if (via === undefined && parseTarget(question.target)?.service === undefined)
    return {
      status: 'problem',
      because: `outside of the cluster nobody resolves ${host}: that is a name of cluster DNS`,
      confirm: kubectl('get', 'service', service.name, ...inNamespace(service.namespace), '-o', 'wide'),
    }
  const by = via === undefined ? 'nothing that leads there from outside' : `its ${words[via]}`
  return {
    status: 'ok',
    because: `${nameOf(service)} itself, by ${by}`,
    learned: { service, via: via ?? 'cluster-ip' },
  }
}

const words = {
  'cluster-ip': 'cluster IP',
  'node-port': 'node port',
  'load-balancer': 'load balancer',
  'external-ip': 'external IP',
}

function outerWay(service: Service): Via | undefined {
  if (typeOf(service) === 'LoadBalancer') return 'load-balancer'
  if ((service.spec?.externalIPs ?? []).length > 0) return 'external-ip'
  return typeOf(service) === 'NodePort' ? 'node-port' : undefined
}
