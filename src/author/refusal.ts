import { SvcError } from '../errors.ts'
import { verdictOnService } from '../kube/apiserver/check-service.ts'
import { factsOf } from '../kube/apiserver/facts.ts'
import { nearestVersion, newestVersion } from '../kube/core/versions.ts'
import type { Service } from '../world/types/manifest.ts'
import { valueAt, type FieldPath } from '../world/place.ts'
import { quote } from '../text/wording.ts'

/** What a user writes to set a field: the longest path that fits the field wins. */
const flagOf: readonly (readonly [path: string, flag: string])[] = [
  ['metadata.name', 'NAME (or --name)'],
  ['metadata.namespace', '--namespace'],
  ['metadata.labels', '--label'],
  ['metadata.annotations', '--annotation'],
  ['spec.type', 'TYPE'],
  ['spec.selector', '--selector'],
  ['spec.ports', '--port'],
  ['spec.ports.nodePort', '@NODEPORT of --port (--node-port)'],
  ['spec.ports.targetPort', ':TARGET of --port (--target-port)'],
  ['spec.ports.protocol', '/PROTO of --port (--protocol)'],
  ['spec.ports.appProtocol', '+APPPROTO of --port (--app-protocol)'],
  ['spec.ports.name', 'NAME= of --port (--port-name)'],
  ['spec.clusterIP', '--cluster-ip'],
  ['spec.clusterIPs', '--cluster-ip'],
  ['spec.ipFamilies', '--ip-family'],
  ['spec.ipFamilyPolicy', '--dual-stack'],
  ['spec.externalIPs', '--external-ip'],
  ['spec.externalName', '--external-name'],
  ['spec.externalTrafficPolicy', '--external-traffic-policy'],
  ['spec.internalTrafficPolicy', '--internal-traffic-policy'],
  ['spec.trafficDistribution', '--traffic-distribution'],
  ['spec.sessionAffinity', '--session-affinity'],
  ['spec.sessionAffinityConfig', '--session-affinity'],
  ['spec.healthCheckNodePort', '--health-check-node-port'],
  ['spec.loadBalancerClass', '--lb-class'],
  ['spec.loadBalancerIP', '--load-balancer-ip'],
  ['spec.loadBalancerSourceRanges', '--source-range'],
  ['spec.allocateLoadBalancerNodePorts', '--no-node-ports'],
]

/**
 * Asks the API server's rules about a manifest that svc made. Throws SvcError `usage` for the first refusal, then for
 * the first warning: what would be right, and which flag says it.
 */
export function refuseWhatTheServerRefuses(manifest: Service, kubernetesVersion = newestVersion): void {
  const { errors, warnings } = verdictOnService(manifest, factsOf({ kubernetesVersion }))
  const [error] = errors
  if (error !== undefined) {
    const value: unknown = valueAt(manifest, error.at)
    const shown = typeof value === 'string' || typeof value === 'number' ? ` ${quote(String(value))}` : ''
    throw new SvcError('usage', `the API server refuses ${error.field}${shown}: it ${error.detail}`, {
      hint: `change ${flagFor(error.at)}`,
    })
  }
  const [warning] = warnings
  if (warning !== undefined)
    throw new SvcError(
      'usage',
      `the API server of Kubernetes ${nearestVersion(kubernetesVersion)} would warn: ${warning.text}`,
      {
        hint: `change or leave out ${flagFor(warning.at)}`,
      },
    )
}

function flagFor(at: FieldPath): string {
  return flagForField(at.filter((step) => typeof step === 'string').join('.'))
}

/** The flag that sets a field, as in `.spec.ports[0].nodePort` or without the dot and the numbers. */
export function flagForField(field: string): string {
  const path = field
    .replace(/^\./, '')
    .replace(/\[".*$/s, '')
    .replaceAll(/\[\d+\]/g, '')
  const fitting = flagOf.filter(([prefix]) => path === prefix || path.startsWith(`${prefix}.`))
  return fitting.toSorted(([a], [b]) => b.length - a.length)[0]?.[1] ?? 'the flags'
}
