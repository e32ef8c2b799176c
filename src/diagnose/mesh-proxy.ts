import type { ConnectionEnd } from '../kube/policy/ends.ts'
import type { PodSource } from '../kube/workload/pod-source.ts'
import { labelOf } from '../world/labels.ts'
import type { World } from '../world/world.ts'
import { isInMesh } from './mesh-fault.ts'

/** The container that Istio adds to the pods of its mesh. */
const proxyContainer = 'istio-proxy'
const ambientLabel = 'istio.io/dataplane-mode'

/**
 * Does a proxy of Istio handle what a pod sends and gets: a container that is there, or one that its namespace and labels will have added?
 * `maybe` where that is not known. Follows the injection of istio/istio pkg/kube/inject, and the labels of its ambient mode.
 */
export function hasMeshProxy(
  world: World,
  { spec, labels, namespace, pod }: PodSource,
): 'yes' | 'no' | 'maybe' {
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])]
  if (containers.some(({ name }) => name === proxyContainer)) return 'yes'
  const inNamespace = world.get('Namespace', undefined, namespace)
  const ofNamespace = inNamespace?.manifest.metadata?.labels
  if (spec.hostNetwork === true || labelOf(labels, ambientLabel) === 'none') return 'no'
  if ([labels, ofNamespace].some((each) => labelOf(each, ambientLabel) === 'ambient')) return 'yes'
  // what runs without it was made without it
  if (pod?.manifest.status !== undefined) return 'no'
  const wish = labelOf(labels, 'sidecar.istio.io/inject')
  if (wish !== undefined) return wish === 'true' ? 'yes' : 'no'
  return inNamespace === undefined ? 'maybe' : isInMesh(world, namespace) ? 'yes' : 'no'
}

/** The same of whoever sends: what is no pod has none. */
export function sendsByProxy(world: World, sender: ConnectionEnd): 'yes' | 'no' | 'maybe' {
  if (sender.is === 'host') return 'no'
  return sender.podSource === undefined ? 'maybe' : hasMeshProxy(world, sender.podSource)
}
