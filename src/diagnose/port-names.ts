import { nearest } from '../text/nearest.ts'
import type { DefaultedPort } from '../kube/core/defaults.ts'
import type { PodSource } from '../kube/workload/pod-source.ts'
import { declaredPorts } from '../kube/core/target-port.ts'

/** The names that a targetPort of this protocol could use in these pods, in the order declared. */
export function usablePortNames({ protocol }: DefaultedPort, podSources: readonly PodSource[]): string[] {
  const declared = podSources.flatMap(({ spec }) => declaredPorts(spec))
  const usable = declared.filter(
    (port) => port.name !== '' && port.protocol === protocol && port.reachableByName,
  )
  return [...new Set(usable.map(({ name }) => name))]
}

/** The name that a wrong targetPort most likely means: the closest one, or the only one. */
export function meantPortName(port: DefaultedPort, podSources: readonly PodSource[]): string | undefined {
  const names = usablePortNames(port, podSources)
  return nearest(String(port.targetPort), names)[0] ?? (names.length === 1 ? names[0] : undefined)
}
