import { pieceAt, type Piece } from '../../text/piece.ts'
import type { FieldPath } from '../../world/place.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { resolveService } from '../dns/service-name.ts'
import { podSourceOfPod, podTemplatesOf, type PodSource } from '../workload/pod-source.ts'
import { kindOf } from '../../world/kinds.ts'
import type { ConfigMap, Pod } from '../../world/types/manifest.ts'
import { bareHostsIn, type BareHost } from './bare-hosts.ts'
import { mentionsIn, type Mention } from './mentions.ts'
import { ownerOf } from '../workload/owner.ts'
import { textsOfConfigMap, textsOfPod, type ProgramText } from './strings.ts'

/** A place where a client names its peer. */
export interface ClientReference {
  readonly resource: Resource
  readonly path: FieldPath
  readonly mention: Mention
  /** Of the text: what a fix replaces and what a report points at. */
  readonly piece: Piece
  /** Nothing but the word says that a host is meant. */
  readonly possible?: true
}

/**
 * The peers that a resource names in the strings its programs read: env, command and args of its pod templates, or the
 * values of a ConfigMap. A pod whose workload the World holds says nothing new, so it has none.
 */
export function clientReferencesOf(world: World, resource: Resource): readonly ClientReference[] {
  return referencesIn(world, resource).filter(({ possible }) => possible !== true)
}

/** The words of the same strings that are the name of a Service which is there, and may as well mean something else. */
export function possibleReferencesOf(world: World, resource: Resource): readonly ClientReference[] {
  return referencesIn(world, resource).filter(({ possible }) => possible === true)
}

/** Several rules ask for them, and a ConfigMap may be long. Of nearly every resource it is enough to know that it names no peer. */
function referencesIn(world: World, resource: Resource): readonly ClientReference[] {
  const silent = world.derived(silentOnes)
  if (silent.has(resource)) return none
  const references = world.derived(findReferences, resource)
  if (references.length === 0) silent.add(resource)
  return references
}

function silentOnes(): Set<Resource> {
  return new Set()
}

function findReferences(world: World, resource: Resource): readonly ClientReference[] {
  return programTextsOf(world, resource).flatMap((text) => referencesOfText(world, resource, text))
}

function referencesOfText(
  world: World,
  resource: Resource,
  { path, text, setting }: ProgramText,
): readonly ClientReference[] {
  if (text.length <= longestRemembered && world.derived(saysNothing, keyOf(setting ?? '', text))) return none
  const mentions = mentionsIn(text, setting)
  const namespace = resource.namespace ?? ''
  const names = world.derived(serviceNames)
  const isName = (word: string) =>
    word.split('.').some((label) => names.has(label)) && resolveService(world, word, namespace) !== undefined
  const bare = bareHostsIn(text, setting, isName)
    .filter(isOutside(mentions))
    .toSorted((a, b) => Number(b.certain) - Number(a.certain))
    .filter(isFirst())
  const place = (mention: Mention) => ({
    resource,
    path,
    mention,
    piece: pieceAt(text, mention.text, mention.index),
  })
  return [
    ...mentions.map(place),
    ...bare.map(({ mention, certain }) =>
      certain ? place(mention) : { ...place(mention), possible: true as const },
    ),
  ]
}

const none: readonly never[] = []
const longestRemembered = 64

function keyOf(setting: string, text: string): string {
  return `${setting.length} ${setting}${text}`
}

/** Whether a short text, as the value of its setting, names no host in any namespace: most name none, and many are the same. */
function saysNothing(world: World, key: string): boolean {
  const start = key.indexOf(' ') + 1
  const end = start + Number.parseInt(key, 10)
  const setting = key.slice(start, end)
  const text = key.slice(end)
  const names = world.derived(serviceNames)
  const isName = (word: string) => word.split('.').some((label) => names.has(label))
  const named = setting === '' ? undefined : setting
  return mentionsIn(text, named).length === 0 && bareHostsIn(text, named, isName).length === 0
}

/** Of hosts in the order of their text: those that are no part of a mention. */
function isOutside(mentions: readonly Mention[]): (host: BareHost) => boolean {
  let next = 0
  return ({ mention: { index } }) => {
    while (next < mentions.length && endOf(mentions[next]) <= index) next++
    return (mentions[next]?.index ?? Infinity) > index
  }
}

function endOf(mention: Mention | undefined): number {
  return mention === undefined ? Infinity : mention.index + mention.text.length
}

/** Those that say something new: another host, or another port of it than those in front of them. */
function isFirst(): (host: BareHost) => boolean {
  const seen = new Map<string, Set<number | undefined>>()
  return ({ mention: { host, port } }) => {
    const ports = seen.get(host) ?? new Set()
    seen.set(host, ports)
    const isKnown = ports.has(undefined) || ports.has(port)
    ports.add(port)
    return !isKnown
  }
}

function serviceNames(world: World): ReadonlySet<string> {
  return new Set(world.all('Service').map(({ name }) => name))
}

/** The strings of a resource that programs read; none for a pod whose workload the World holds. */
export function programTextsOf(world: World, resource: Resource): ProgramText[] {
  if (kindOf(resource.manifest) === 'ConfigMap') return textsOfConfigMap(resource as Resource<ConfigMap>)
  return clientPodsOf(world, resource).flatMap(textsOfPod)
}

/** The pod, or the pod templates, of a resource that may be a client; none for a pod whose workload the World holds. */
export function clientPodsOf(world: World, resource: Resource): readonly PodSource[] {
  if (ownerOf(world, resource)?.resource !== undefined) return []
  if (kindOf(resource.manifest) === 'Pod') return [podSourceOfPod(resource as Resource<Pod>)]
  return podTemplatesOf(resource)
}
