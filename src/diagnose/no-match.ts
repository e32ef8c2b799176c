import { groupsBy } from '../world/groups-by.ts'
import { servicesSelecting } from '../kube/endpointslice/selected-by.ts'
import type { Manifest } from '../world/types/manifest.ts'
import { joinList, quote, quoteList } from '../text/wording.ts'
import { selectionOf, selectorOf } from '../kube/endpointslice/selection.ts'
import { actualSlices } from '../kube/endpointslice/slices.ts'
import { hasOwnNamespace } from './missing-reference.ts'
import type { PodSource } from '../kube/workload/pod-source.ts'
import { podIndexOf } from '../kube/workload/pod-index.ts'
import { describePods } from '../kube/workload/describe.ts'
import { defined } from '../world/defined.ts'
import { formatLabels } from '../world/labels.ts'
import type { Doubt } from '../world/coverage.ts'
import type { FieldPath } from '../world/place.ts'
import type { Reason } from '../world/reason.ts'
import type { Resource } from '../world/resource.ts'
import type { Service } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'
import type { Fix } from './fix.ts'
import { nearestMiss, type NearestMiss } from './nearest-miss.ts'
import { lostBy, type LostSelection } from './lost-selection.ts'
import { fixOfMiss, placeOfMiss } from './fix-selector.ts'

/** What is known of a Service whose selector chooses no pod: said once, for lint, trace, `ls` and `endpoints`. */
export interface NoMatch {
  /** `selector "app=web" matches no pod`. */
  readonly text: string
  /** What was meant, in a clause; absent when nothing comes close. */
  readonly meant?: string
  readonly miss?: NearestMiss
  /** What the change of a selector or of labels took away; absent where nothing is known of before. */
  readonly lost?: LostSelection
  /**
   * `proven`: the World lists all pods, or holds the controller's own empty slices, or what is to be replaced shows what is
   * lost. `in-sight`: what was meant is there, so a partial World is proof enough. `open`: it depends on what the World does
   * not hold.
   */
  readonly proof: 'proven' | 'in-sight' | 'open'
  /** Why it may not be so; absent when it is proven, or in sight in a World that is merely partial. */
  readonly doubt?: Doubt
  /** The field that is wrong. */
  readonly at: FieldPath
  /** That no pod matches, with what nearly does; and why there may be others. */
  readonly reasons: readonly [Reason, ...Reason[]]
  readonly fix?: Fix
}

/**
 * The judgement on a Service with a selector that chooses nothing; undefined where it chooses something, or has none. A selector
 * that only names pods of a rollout that is over chooses nothing, though a workload with no pods left would match it.
 */
export function noMatchOf(world: World, service: Resource<Service>): NoMatch | undefined {
  const selector = selectorOf(service.manifest)
  if (selector === undefined) return undefined
  const selection = selectionOf(world, service)
  if (selection.selected.length > 0) return undefined
  const miss = nearestMiss(world, service)
  const isOver = miss?.kind === 'rollout-hash' && miss.podSources.some(({ pod }) => pod !== undefined)
  if (selection.maybe.length + selection.withoutPods.length > 0 && !isOver) return undefined
  const text = `selector ${quote(formatLabels(selector))} matches no pod`
  const lost = lostBy(world, service)
  if (lost !== undefined)
    return defined({
      text,
      meant: lost.because,
      lost,
      proof: 'proven' as const,
      at: lost.at,
      reasons: reasonsOf(service, lost.because, undefined),
      fix: lost.fix,
    })
  return { text, ...missed(world, service, miss) }
}

function missed(
  world: World,
  service: Resource<Service>,
  miss: NearestMiss | undefined,
): Omit<NoMatch, 'text'> {
  const { proof, doubt } = proofOf(world, service, miss)
  const meant = miss && describeMiss(world, miss)
  return defined({
    proof,
    doubt,
    meant,
    miss,
    at: miss === undefined ? ['spec', 'selector'] : placeOfMiss(miss),
    reasons: reasonsOf(service, meant, doubt),
    fix: miss && fixOfMiss(service, miss),
  })
}

function proofOf(
  world: World,
  service: Resource<Service>,
  miss: NearestMiss | undefined,
): Pick<NoMatch, 'proof' | 'doubt'> {
  const slices = actualSlices(world, service)
  const seenEmpty =
    slices.length > 0 && slices.every(({ manifest }) => (manifest.endpoints ?? []).length === 0)
  const doubt = seenEmpty
    ? undefined
    : (world.doubt(['Pod'], service.namespace) ?? podsToCome(world, service))
  if (doubt === undefined) return { proof: 'proven' }
  if (miss === undefined || !isInSight(world, service, miss)) return { proof: 'open', doubt }
  return { proof: 'in-sight', ...(doubt.state === 'partial' ? {} : { doubt }) }
}

/** A written resource of an operator that labels its pods with the name of the resource: no manifest holds these pods. */
function podsToCome(world: World, service: Resource<Service>): Doubt | undefined {
  for (const [key, value] of Object.entries(selectorOf(service.manifest) ?? {})) {
    const [domain = '', label] = key.split('/', 2)
    if (label === undefined || domain.endsWith('kubernetes.io')) continue
    const owner = (world.derived(objectsByName).get(`${service.namespace ?? ''}/${value}`) ?? []).find(
      ({ apiVersion, namespace = '', manifest }) =>
        `.${apiVersion.split('/')[0]}`.endsWith(`.${domain}`) &&
        // what a cluster holds has its pods
        manifest.metadata?.uid === undefined &&
        !world.derived(manifestsOfPods, namespace).has(manifest),
    )
    if (owner !== undefined)
      return { state: 'partial', because: `the operator of ${owner.kind} ${owner.name} makes its pods` }
  }
  return undefined
}

function objectsByName(world: World): ReadonlyMap<string, readonly Resource[]> {
  return groupsBy(world.resources, ({ namespace = '', name }) => [`${namespace}/${name}`])
}

/** Of pods, and of what has templates for them. */
function manifestsOfPods(world: World, namespace: string): ReadonlySet<Manifest> {
  return new Set(podIndexOf(world, namespace).members.map(({ resource }) => resource.manifest))
}

/** Is what was meant so surely there that more files of the same kind would not make the selector right? */
function isInSight(world: World, service: Resource<Service>, miss: NearestMiss): boolean {
  if (miss.kind === 'slip')
    return (
      miss.underOtherKey !== true ||
      miss.podSources.every(({ resource }) => folderOf(resource) === folderOf(service))
    )
  if (miss.kind === 'workload-labels') return true
  if (miss.kind === 'other-namespace') return isMeantThere(world, service, miss.podSources)
  if (miss.kind === 'rollout-hash') return miss.podSources.some(({ pod }) => pod !== undefined)
  // what lies in another folder may be an alternative to what is meant
  if (miss.kind === 'same-application')
    return miss.podSources.every(({ resource }) => folderOf(resource) === folderOf(service))
  return false
}

/**
 * Are the pods of another namespace surely those of this Service? Both manifests say their namespace themselves and are in one folder,
 * and no Service of the pods' own namespace selects them.
 */
function isMeantThere(world: World, service: Resource<Service>, podSources: readonly PodSource[]): boolean {
  return podSources.every(
    (podSource) =>
      hasOwnNamespace(service) &&
      hasOwnNamespace(podSource.resource) &&
      folderOf(podSource.resource) === folderOf(service) &&
      !servicesSelecting(world, podSource).some((other) =>
        selectionOf(world, other).selected.includes(podSource),
      ),
  )
}

function folderOf({ origin: { file } }: Resource): string | undefined {
  return file?.replace(/[^/]*$/, '')
}

/** What an author most likely meant, in one clause. */
function describeMiss(world: World, miss: NearestMiss): string {
  if (miss.kind === 'other-namespace')
    return `matching pods are in namespace ${quoteList(miss.namespaces)}; a Service selects pods of its own namespace only`
  const { podSources } = miss
  if (miss.kind === 'workload-labels') {
    const workloads = joinList(podSources.map(({ resource }) => `${resource.kind} ${resource.name}`))
    return `the labels are on ${workloads} itself; its pods get theirs from the pod template`
  }
  const pods = describePods(world, podSources)
  const carry = podSources.length === 1 ? 'carries' : 'carry'
  if (miss.kind === 'rollout-hash')
    return `${pods} would match, but for ${quoteList(miss.keys)}, which a controller changes with each rollout`
  if (miss.kind === 'same-application') {
    const found = miss.differing.map(({ key, found: value }) =>
      value === undefined ? `no ${quote(key)}` : quote(`${key}=${value}`),
    )
    const why = miss.by === 'name' ? 'of the same name' : 'with the labels of the Service itself'
    return `${pods}, ${why}, ${carry} ${joinList(found)}`
  }
  if (miss.kind === 'one-label')
    return `${pods} would match, but for ${quote(miss.key)}, which is ${miss.found === undefined ? 'absent' : quote(miss.found)} there`
  return `${pods} ${carry} ${quote(`${miss.foundKey}=${miss.found}`)}`
}

function reasonsOf(
  service: Resource<Service>,
  meant: string | undefined,
  doubt: Doubt | undefined,
): NoMatch['reasons'] {
  const grounds = [{ resource: service, at: ['spec', 'selector'] }]
  const because = `no pod matches the selector${meant === undefined ? '' : `; ${meant}`}`
  const none = { code: 'no-pod-matches', because, grounds }
  return doubt === undefined
    ? [none]
    : [none, { code: 'pods-not-known', because: doubt.because, grounds: [] }]
}
