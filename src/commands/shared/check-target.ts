import { parseTarget } from '../../diagnose/journey/target.ts'
import { SvcError } from '../../errors.ts'

const workload =
  /^(?:[a-z0-9-]+\/)?(deploy|deployments?|sts|statefulsets?|ds|daemonsets?|rs|replicasets?|jobs?|cronjobs?)(?:\.[a-z0-9.]+)?\/([^/]+)$/i

/** Throws SvcError `usage` for a TARGET of `svc trace` that no client can call. */
export function checkTarget(text: string): void {
  if (workload.test(text)) throw withoutAddress(text)
  if (parseTarget(text) === undefined)
    throw new SvcError('usage', `"${text}" is not a target`, {
      hint: 'write web, web.shop, web:80, http://web:8080, 10.96.3.4:80, svc/web, shop/web, pod/web-0, node/n1:30080 or ingress/web',
    })
}

/** A Deployment has no address: what is called is a Service that selects its pods. */
function withoutAddress(text: string): SvcError {
  const name = text.slice(text.lastIndexOf('/') + 1)
  return new SvcError('usage', `"${text}" has no address of its own: a client calls a Service or a pod`, {
    hint: `for example: svc trace ${name}; svc endpoints shows which Service selects which pods`,
  })
}
