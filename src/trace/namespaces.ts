import { namesIn } from '../kube/dns/service-name.ts'
import type { Question } from './model.ts'
import { parseTarget } from './target.ts'

const name = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/

// CoreDNS and its Corefile
const dnsNamespace = 'kube-system'

/** The namespaces that a question leads through: the client's, those that the target's name can mean, and that of DNS. */
export function namespacesOf({ target, from, namespace }: Question): string[] {
  const parts = (from ?? '').split('/')
  const client = parts.length === 3 && parts[0] ? parts[0] : namespace
  const { host, service } = parseTarget(target) ?? {}
  // before anything is read nobody knows the cluster domain, but what stands behind `.svc` is nothing else
  const named = (host ?? service ?? '').replace(/\.svc\..*$/i, '.svc')
  const meant = namesIn(named, client).map((candidate) => candidate.namespace)
  return [...new Set([namespace, client, ...meant, dnsNamespace])].filter((candidate) => name.test(candidate))
}
