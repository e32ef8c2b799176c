import { servicePorts, type DefaultedPort } from '../kube/core/defaults.ts'
import { declaredPorts, resolveTargetPort } from '../kube/core/target-port.ts'
import { selectionOf } from '../kube/endpointslice/selection.ts'
import { ownerOf } from '../kube/workload/owner.ts'
import { hasEnded, type PodSource } from '../kube/workload/pod-source.ts'
import { releaseLabels, rolloutLabels } from '../kube/workload/runtime-labels.ts'
import { appliedTogether } from '../world/applied-together.ts'
import { labelOf } from '../world/labels.ts'
import type { Resource } from '../world/resource.ts'
import type { Service } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'
import { proposed, setting, type Fix } from './fix.ts'
import { servedAt } from './served.ts'

// the labels by which people tell one application from another; a canary next to its stable version shares them
const identityLabels = [
  'app.kubernetes.io/name',
  'app',
  'k8s-app',
  'app.kubernetes.io/component',
  'component',
]

/** Pods of several applications behind one Service. */
export interface SeveralApplications {
  /** The label that tells them apart, and its values. */
  readonly key: string
  readonly values: readonly string[]
  readonly podSources: readonly PodSource[]
  /** The value of those that can answer, where the others cannot: the ones that are meant. */
  readonly answering?: string
}

/**
 * The applications that a Service selects, if they are more than one: by a label that names applications, or, where one workload
 * serves the ports of the Service and another declares none, by whatever label differs.
 */
export function applicationsBehind(
  world: World,
  service: Resource<Service>,
): SeveralApplications | undefined {
  const podSources = nextTo(service, selectionOf(world, service).selected).filter((item) => !hasEnded(item))
  if (podSources.length < 2) return undefined
  const ports = servicePorts(service.manifest)
  const answers = podSources.filter((item) => declaresAll(item, ports))
  const others = podSources.filter((item) => isSilent(item, ports) && isServer(world, item))
  const isSplit = answers.length > 0 && others.length > 0
  const found = identityLabels.find((key) => valuesOf(podSources, key).length > 1)
  const key = found ?? (isSplit ? splittingKey(answers, others) : undefined)
  if (key === undefined) return undefined
  const [answering, another] = valuesOf(answers, key)
  const isMeant = isSplit && another === undefined && !valuesOf(others, key).includes(answering ?? '')
  return {
    key,
    values: valuesOf(podSources, key),
    podSources,
    ...(isMeant && answering !== undefined ? { answering } : {}),
  }
}

/** The selector with the label of those that can answer, where the others cannot; undefined where it is not known which are meant. */
export function narrowing(world: World, service: Resource<Service>): Fix | undefined {
  const { key, answering } = world.derived(applicationsBehind, service) ?? {}
  return key === undefined || answering === undefined
    ? undefined
    : proposed(setting(service, ['spec', 'selector', key], answering))
}

/** Is a pod of another application, or of a Job, than those that serve the ports of the Service, by its labels or its owner? */
export function isOfAnotherApplication(
  world: World,
  service: Resource<Service>,
  { resource, path, labels }: PodSource,
): boolean {
  const several = world.derived(applicationsBehind, service)
  if (several?.answering !== undefined) return labelOf(labels, several.key) !== several.answering
  const isSame = (job: PodSource) => job.resource === resource && job.path.join('.') === path.join('.')
  return several === undefined && world.derived(jobsBehind, service).some(isSame)
}

function valuesOf(podSources: readonly PodSource[], key: string): string[] {
  return [...new Set(podSources.flatMap(({ labels }) => labelOf(labels, key) ?? []))].toSorted()
}

function declaresAll(podSource: PodSource, ports: readonly DefaultedPort[]): boolean {
  return ports.every((port) => {
    const resolution = resolveTargetPort(port, podSource.spec)
    if (!resolution.found) return false
    const { outcome, grounds } = servedAt(podSource, { port: resolution.port, protocol: port.protocol })
    return outcome === 'serves' && grounds !== 'none'
  })
}

/** It declares no port at all, and nothing in it speaks of one of these. */
function isSilent(podSource: PodSource, ports: readonly DefaultedPort[]): boolean {
  return (
    declaredPorts(podSource.spec).length === 0 &&
    ports.every((port) => {
      const resolution = resolveTargetPort(port, podSource.spec)
      if (!resolution.found) return true
      return servedAt(podSource, { port: resolution.port, protocol: port.protocol }).grounds === 'none'
    })
  )
}

function isServer(world: World, { resource }: PodSource): boolean {
  const { kind } = ownerOf(world, resource) ?? resource
  return kind !== 'Job' && kind !== 'CronJob'
}

/** A label of which all that answer have one value, and all others another, or none. */
function splittingKey(answers: readonly PodSource[], others: readonly PodSource[]): string | undefined {
  const [sample] = answers
  return Object.keys(sample?.labels ?? {})
    .toSorted()
    .find((key) => {
      if (rolloutLabels.has(key) || releaseLabels.has(key)) return false
      const [mine, another] = valuesOf(answers, key)
      const theirs = valuesOf(others, key)
      return mine !== undefined && another === undefined && !theirs.includes(mine)
    })
}

/**
 * The pods of Jobs that a Service selects besides those that serve its ports: while they run they are endpoints, too, and nothing in
 * them speaks of a port of the Service. Empty where no others serve.
 */
export function jobsBehind(world: World, service: Resource<Service>): readonly PodSource[] {
  const podSources = selectionOf(world, service).selected.filter((item) => !hasEnded(item))
  const ports = servicePorts(service.manifest)
  if (podSources.length < 2 || !podSources.some((item) => declaresAll(item, ports))) return []
  return podSources.filter(
    (item) =>
      !isServer(world, item) &&
      isSilent(item, ports) &&
      // without a port of that name they get no requests
      ports.every((port) => resolveTargetPort(port, item.spec).found),
  )
}

/**
 * Of the pods that a Service selects those that are surely applied together with it, where there are some: what another folder of a
 * repository has with the same labels is as often as not another variant.
 */
export function nextTo(service: Resource<Service>, podSources: readonly PodSource[]): readonly PodSource[] {
  const own = podSources.filter(({ resource }) => appliedTogether(resource, service))
  return own.length > 0 ? own : podSources
}
