import { canonicalAddress } from '../../name.ts'
import { clusterRecords } from '../cluster-records.ts'
import type { BackendQuestion, Found, ParsedName } from './question.ts'

/** Follows findPods in coredns plugin/kubernetes/kubernetes.go; labels further left are not looked at. */
export function podRecords(
  { world, options, zone }: BackendQuestion,
  parsed: ParsedName,
  hidden: string | undefined,
): Found {
  const { service: label, namespace } = parsed
  if (options.pods === 'disabled')
    return { nameError: true, because: 'the Corefile switches names of pods off (pods disabled)' }
  if (label === undefined)
    return hidden === undefined
      ? { records: [], because: `${namespace} is a namespace` }
      : { unknown: true, because: hidden }
  const dotted = label.split('-').length === 4 && !label.includes('--')
  const text = label.replaceAll('-', dotted ? '.' : ':')
  const owner = `${label}.${namespace}.pod.${zone === '.' ? '' : zone}`
  if (options.pods === 'insecure') {
    if (canonicalAddress(text) === undefined)
      return { nameError: true, because: `"${label}" spells no address` }
    if (hidden !== undefined) return { unknown: true, because: hidden }
    return { records: [{ host: text, port: 0, owner }], because: 'any address is spelt so (pods insecure)' }
  }
  const pods = clusterRecords(world, options.labels)
    .podsAt(text)
    .filter((pod) => pod.namespace === namespace)
  const alive = pods.filter(({ manifest }) => !ended.has(manifest.status?.phase ?? ''))
  const leaving = alive.filter(({ manifest }) => manifest.metadata?.deletionTimestamp !== undefined)
  if (alive.length > leaving.length)
    return { records: [{ host: text, port: 0, owner }], because: `Pod ${namespace}/${alive[0]?.name} has it` }
  const doubt = world.doubt(['Pod'], namespace)
  if (leaving.length > 0)
    return { unknown: true, because: 'its pod is terminating, and CoreDNS may have seen it before' }
  const none = `no pod of namespace ${namespace} has the address ${text}`
  return doubt === undefined
    ? { nameError: true, because: none }
    : { unknown: true, because: `${none} here, but ${doubt.because}` }
}

// CoreDNS does not list pods in these phases
const ended = new Set(['Succeeded', 'Failed', 'Unknown'])
