import { nearest } from '../../world/nearest.ts'
import type { DefaultedPort } from '../apiserver/defaults.ts'
import type { PodLike } from '../workload/pod-like.ts'
import { declaredPorts } from './target-port.ts'

/** The names that a targetPort of this protocol could use in these pods, in the order declared. */
export function usablePortNames({ protocol }: DefaultedPort, podLikes: readonly PodLike[]): string[] {
  const declared = podLikes.flatMap(({ spec }) => declaredPorts(spec))
  const usable = declared.filter(
    (port) => port.name !== '' && port.protocol === protocol && port.reachableByName,
  )
  return [...new Set(usable.map(({ name }) => name))]
}

/** The name that a wrong targetPort most likely means: the closest one, or the only one. */
export function meantPortName(port: DefaultedPort, podLikes: readonly PodLike[]): string | undefined {
  const names = usablePortNames(port, podLikes)
  return nearest(String(port.targetPort), names)[0] ?? (names.length === 1 ? names[0] : undefined)
}
