import { holdsNamespace } from '../../../../world/holds-namespace.ts'
import { isReverseName, labelsBefore } from '../../name.ts'
import { podRecords } from './pod-records.ts'
import type { BackendQuestion, Found, ParsedName } from './question.ts'
import { serviceRecords } from './service-records.ts'

const tooLong = { nameError: true, because: 'no name of the cluster has so many labels' } as const
const mostLabels = 5

/**
 * The records behind a name, of all types. Follows Records in coredns plugin/kubernetes/kubernetes.go, parseRequest in
 * parse.go: `[port.protocol. | endpoint.] service. namespace. svc|pod. ZONE`.
 */
export function recordsOf(question: BackendQuestion, name: string): Found {
  const labels = labelsBefore(question.zone, name)
  const kind = labels.at(-1)
  if (kind !== undefined && kind !== 'svc' && kind !== 'pod')
    return { nameError: true, because: `names of Services end in .svc.${question.zone.replace(/\.$/, '')}` }
  if (kind === undefined || labels.length === 1)
    return { records: [], because: 'the name has no records of its own' }
  if (labels.length > mostLabels) return tooLong
  if (isReverseName(name)) return { nameError: true, because: 'no address has that name' }
  const parsed = parsedName(kind, labels)
  const hidden = whyHidden(question, parsed.namespace)
  if (hidden?.certain === true) return { nameError: true, because: hidden.because }
  if (kind === 'pod') return podRecords(question, parsed, hidden?.because)
  if (parsed.service === undefined && hidden !== undefined) return { unknown: true, because: hidden.because }
  return serviceRecords(question, parsed)
}

function parsedName(kind: 'svc' | 'pod', labels: readonly string[]): ParsedName {
  const [service, second, third] = labels.slice(0, -2).toReversed()
  const common = { kind, namespace: labels.at(-2) ?? '', ...(service === undefined ? {} : { service }) }
  if (second === undefined) return { ...common, port: '', protocol: '' }
  if (third === undefined) return { ...common, port: '', protocol: '', endpoint: second }
  return { ...common, port: withoutUnderscore(third), protocol: withoutUnderscore(second) }
}

function withoutUnderscore(label: string): string {
  return label.startsWith('_') ? label.slice(1) : label
}

/** Why a namespace has no names: it does not exist, or the settings leave it out; not certain where they were not listed. */
function whyHidden({ world, options }: BackendQuestion, namespace: string) {
  if (options.namespaces?.has(namespace) === false)
    return { certain: true, because: `the Corefile does not expose namespace ${namespace}` }
  if (options.namespaceLabels === undefined && holdsNamespace(world, namespace)) return undefined
  const found = world.get('Namespace', undefined, namespace)
  if (found !== undefined) {
    return options.namespaceLabels?.(found.manifest.metadata?.labels) === false
      ? { certain: true, because: `the Corefile does not expose namespaces with the labels of ${namespace}` }
      : undefined
  }
  const doubt = world.doubt(['Namespace'], undefined)
  const exists = holdsNamespace(world, namespace)
  const because = `there is no namespace ${namespace}`
  if (doubt === undefined && !exists) return { certain: true, because }
  return {
    certain: false,
    because: `${because} in sight${doubt === undefined ? '' : `, and ${doubt.because}`}`,
  }
}
