import type { Service } from '../../world/types/manifest.ts'
import type { NetworkPolicy } from '../../world/types/network-policy.ts'
import type { FieldPath } from '../../world/place.ts'
import { sortedByName, type Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { servicePorts, typeOf } from '../core/defaults.ts'
import { servicesSelecting } from '../endpointslice/selected-by.ts'
import { membersOfService } from '../endpointslice/selection.ts'
import { declaredPorts, resolveTargetPort } from '../core/target-port.ts'
import type { PodSource } from '../workload/pod-source.ts'
import { podsConcerned } from './concerned-pods.ts'
import { podEnd } from './ends.ts'
import { directionsOf, rulesOf, type PolicyRule } from './network-policies.ts'
import { portsMatch } from './rule-match.ts'

/** A port of a policy that is a Service's, where the pods behind it listen elsewhere. */
export interface UntranslatedPort {
  readonly at: FieldPath
  readonly port: number
  readonly service: Resource<Service>
  /** In `spec.ports` of the Service. */
  readonly index: number
  readonly podPort: number
}

/**
 * The ports of a policy that stand for a Service's port, though policies see packets after kube-proxy has translated
 * them: no pod that the rule is about declares the number, a Service of that port leads to another one of theirs, and
 * the rule does not name that one too. Nothing for a rule that is about no pod in particular.
 */
export function untranslatedPorts(world: World, policy: Resource<NetworkPolicy>): UntranslatedPort[] {
  return directionsOf(policy.manifest).flatMap((direction) =>
    rulesOf(policy.manifest, direction).flatMap((rule) => {
      const numbers = (rule.ports ?? []).filter(
        ({ port, endPort }) => typeof port === 'number' && endPort === undefined,
      )
      if (numbers.length === 0) return []
      const pods = podsConcerned(world, policy, { direction, rule })
      return pods.length === 0 ? [] : portsOf(world, rule, pods)
    }),
  )
}

function portsOf(world: World, rule: PolicyRule, pods: readonly PodSource[]): UntranslatedPort[] {
  const meant = new Set(pods)
  return (rule.ports ?? []).flatMap(({ port: number, protocol: written, endPort }, index) => {
    const protocol = written || 'TCP'
    if (typeof number !== 'number' || endPort !== undefined) return []
    if (pods.some(({ spec }) => declaredPorts(spec).some(({ port }) => port === number))) return []
    for (const service of translating(world, pods, number)) {
      const servicePort = servicePorts(service.manifest).find(
        (each) => each.port === number && each.protocol === protocol,
      )
      // a workload without pods, such as one scaled to 0, will have them on the same port
      if (servicePort === undefined) continue
      for (const member of membersOfService(world, service).filter((each) => meant.has(each))) {
        const target = resolveTargetPort(servicePort, member.spec)
        if (!target.found || target.port === number) continue
        const asked = { port: target.port, protocol }
        if (portsMatch(rule.ports, asked, podEnd(world, member)).is !== 'no') continue
        const at = [...rule.at, 'ports', index, 'port']
        return [{ at, port: number, service, index: servicePort.index, podPort: target.port }]
      }
    }
    return []
  })
}

/** The Services that translate the port of any of these pods, sorted. */
function translating(world: World, pods: readonly PodSource[], number: number): Resource<Service>[] {
  const services = new Set(pods.flatMap((pod) => servicesSelecting(world, pod)))
  return sortedByName(
    [...services].filter(({ manifest }) => {
      const type = typeOf(manifest)
      return (
        type !== 'Headless' &&
        type !== 'ExternalName' &&
        servicePorts(manifest).some(({ port }) => port === number)
      )
    }),
  )
}
