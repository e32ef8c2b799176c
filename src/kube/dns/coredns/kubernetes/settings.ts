import { defined } from '../../../../world/defined.ts'
import { parseLabelSelector } from '../../../../world/label-selector.ts'
import type { Directive } from '../../corefile/parse.ts'
import { readZoneKey, zonesOf } from '../../corefile/zones.ts'
import type { KubernetesOptions } from './question.ts'
import { fallthroughZones, type BlockSettings } from '../settings.ts'

// how CoreDNS reaches the API server and other clusters, which changes no answer
const access = new Set([
  'endpoint',
  'tls',
  'kubeconfig',
  'startup_timeout',
  'apiserver_qps',
  'apiserver_burst',
  'apiserver_max_inflight',
  'resyncperiod',
  'upstream',
  'transfer',
  'fallthrough',
  'ttl',
])
const podsModes = ['insecure', 'verified'] as const
const defaultTtl = 5

/** Reads the settings of the plugin `kubernetes`, or says what svc does not evaluate. Follows ParseStanza in coredns plugin/kubernetes/setup.go. */
export function kubernetesSettings(
  { args, lines }: Directive,
  block: BlockSettings,
): KubernetesOptions | string {
  const values = new Map(lines.map(([word = '', ...rest]) => [word, rest]))
  const known = [
    'endpoint_pod_names',
    'pods',
    'namespaces',
    'labels',
    'namespace_labels',
    'noendpoints',
    'ignore',
    'multicluster',
  ]
  const strange = [...values.keys()].find((word) => !access.has(word) && !known.includes(word))
  if (strange !== undefined) return `svc does not know the setting ${strange} of the plugin kubernetes`
  const labels = selectorOf(values.get('labels'))
  const namespaceLabels = selectorOf(values.get('namespace_labels'))
  if (labels === 'unread' || namespaceLabels === 'unread')
    return 'svc does not read a label selector of the plugin kubernetes'
  const namespaces = lines.filter(([word]) => word === 'namespaces').flatMap((line) => line.slice(1))
  return {
    zones: zonesOf(args, block.zones),
    pods: podsModes.find((mode) => mode === values.get('pods')?.[0]) ?? 'disabled',
    fallthrough: fallthroughZones(lines) ?? [],
    ...defined({
      namespaces: namespaces.length === 0 ? undefined : new Set(namespaces),
      labels,
      namespaceLabels,
    }),
    endpointPodNames: values.has('endpoint_pod_names'),
    noEndpoints: values.has('noendpoints'),
    ignoreEmptyService: values.get('ignore')?.[0] === 'empty_service',
    ttl: Number(values.get('ttl')?.[0] ?? defaultTtl),
    multicluster: (values.get('multicluster') ?? []).flatMap((zone) => readZoneKey(zone).zones),
  }
}

function selectorOf(words: readonly string[] | undefined) {
  if (words === undefined) return undefined
  // CoreDNS does not take it
  if (words.some((word) => word.includes('!='))) return 'unread'
  return parseLabelSelector(words.join(' ')) ?? 'unread'
}
