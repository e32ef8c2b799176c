import { nearest } from '../text/nearest.ts'
import { quote } from '../text/wording.ts'
import type { Resource } from '../world/resource.ts'
import type { FieldPath } from '../world/place.ts'
import type { Service } from '../world/types/manifest.ts'
import { servicePorts, type DefaultedPort } from '../kube/core/defaults.ts'
import type { PodSource } from '../kube/workload/pod-source.ts'
import { declaredPorts, resolveTargetPort } from '../kube/core/target-port.ts'
import { proposed, setting, type Fix } from './fix.ts'

/** The names that a targetPort of this protocol could use in these pods, in the order declared. */
export function usablePortNames({ protocol }: DefaultedPort, podSources: readonly PodSource[]): string[] {
  const declared = podSources.flatMap(({ spec }) => declaredPorts(spec))
  const usable = declared.filter(
    (port) => port.name !== '' && port.protocol === protocol && port.reachableByName,
  )
  return [...new Set(usable.map(({ name }) => name))]
}

/** The name that a wrong targetPort most likely means: the closest one, or the only one. */
function meantPortName(port: DefaultedPort, podSources: readonly PodSource[]): string | undefined {
  const names = usablePortNames(port, podSources)
  return nearest(String(port.targetPort), names)[0] ?? (names.length === 1 ? names[0] : undefined)
}

/** A number that was written as text. */
export function numberInQuotes({ targetPort }: DefaultedPort): number | undefined {
  return typeof targetPort === 'string' && /^[1-9]\d{0,4}$/.test(targetPort) ? Number(targetPort) : undefined
}

/**
 * What puts a named targetPort right that none of these pods has: the protocol for which they declare it, the name that is meant, or
 * the number of their only port, which has no name.
 */
export function fixOfPortName(
  service: Resource<Service>,
  port: DefaultedPort,
  podSources: readonly PodSource[],
): Fix | undefined {
  const at = ['spec', 'ports', port.index]
  const declared = declaredOtherwise(port, podSources)
  if (declared !== undefined) return agreeingOnProtocol(service, port, declared)
  const meant = numberInQuotes(port) ?? meantPortName(port, podSources)
  const targetPort = [...at, 'targetPort']
  if (meant !== undefined)
    return {
      title: `set targetPort to ${quote(meant)}`,
      edits: [{ resource: service, at: targetPort, set: meant }],
    }
  const [only, another] = new Set(
    podSources
      .flatMap(({ spec }) => declaredPorts(spec))
      .filter((declared) => declared.protocol === port.protocol && declared.reachableByName)
      .map(({ port: number }) => number),
  )
  const isOnly = only !== undefined && another === undefined
  return isOnly && usablePortNames(port, podSources).length === 0
    ? proposed(setting(service, targetPort, only))
    : undefined
}

interface Declared {
  readonly podSource: PodSource
  readonly path: FieldPath
  readonly protocol: string
}

/** The first port of that name that the pods declare for another protocol. */
function declaredOtherwise(port: DefaultedPort, podSources: readonly PodSource[]): Declared | undefined {
  for (const podSource of podSources) {
    const resolution = resolveTargetPort(port, podSource.spec)
    if (!resolution.found && resolution.why === 'other-protocol' && resolution.closest !== undefined)
      return { podSource, ...resolution.closest }
  }
  return undefined
}

/** TCP is what goes without saying: the side that says another protocol is meant so. */
function agreeingOnProtocol(
  service: Resource<Service>,
  { index, port, protocol }: DefaultedPort,
  declared: Declared,
): Fix | undefined {
  if (protocol !== 'TCP') {
    const { podSource, path } = declared
    return proposed(setting(podSource.resource, [...podSource.path, 'spec', ...path, 'protocol'], protocol))
  }
  const isTaken = servicePorts(service.manifest).some(
    (other) => other.port === port && other.protocol === declared.protocol,
  )
  const at = ['spec', 'ports', index, 'protocol']
  return isTaken ? undefined : proposed(setting(service, at, declared.protocol))
}
