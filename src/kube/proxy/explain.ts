import { count, quote } from '../../text/wording.ts'
import type { Reason } from '../../world/reason.ts'
import { formatPort } from '../core/defaults.ts'
import type { Arrival } from './arrival.ts'
import type { Backend } from './backends.ts'
import type { DecidingNode } from './categorize.ts'
import type { ProxyDecision } from './decide.ts'
import type { Ground, LeftOutEndpoint, LeftOutCode, NoteCode, Reach, ReachCode } from './model.ts'
import type { KeptEndpoints } from './port-endpoints.ts'
import type { Family, ProxiedPort } from './proxied-port.ts'
import type { ServiceView } from './view.ts'

/** The fields that decide for each reason, of the Service. */
const fields: Readonly<Partial<Record<ReachCode, readonly string[]>>> = {
  'source-ranges': ['loadBalancerSourceRanges'],
  'source-not-known': ['loadBalancerSourceRanges'],
  'short-circuit': ['externalTrafficPolicy'],
}

const mostGrounds = 5

/** What an answer rests on: the deciding field of the Service, and the endpoints or hints that tell. */
export function groundsOf(
  { service }: ServiceView,
  { code, chosen, field }: Pick<ProxyDecision, 'code' | 'chosen' | 'field'>,
): Ground[] {
  const policies = field === undefined ? (fields[code] ?? []) : [field]
  const hinted = code === 'same-zone' || code === 'same-node'
  const inSlices = chosen
    .slice(0, mostGrounds)
    .flatMap(({ slice }) =>
      slice === undefined
        ? []
        : [{ resource: slice.resource, path: ['endpoints', slice.index, hinted ? 'hints' : 'conditions'] }],
    )
  return [...policies.map((name) => ({ resource: service, path: ['spec', name] })), ...inSlices]
}

/** Why nothing in the cluster can answer; unknown where the World may not hold all that could. */
export function whyNone(
  { slices, doubt }: ServiceView,
  { port, backends, ruling }: { port: ProxiedPort; backends: readonly Backend[]; ruling: ProxyDecision },
): Pick<Reach, 'outcome' | 'code' | 'because'> {
  const all = slices
    .filter(({ manifest }) => manifest.addressType === port.family)
    .flatMap(({ manifest }) => manifest.endpoints ?? [])
  const [code, text]: [ReachCode, string] =
    backends.length > 0
      ? ['none-ready', `none of its ${count(backends.length, 'endpoint')} is ready`]
      : all.length > 0
        ? [
            'port-unresolved',
            `none of its ${count(all.length, 'endpoint')} has the port ${quote(port.name || formatPort(port))}`,
          ]
        : ['no-endpoint', 'it has no endpoint']
  if (doubt !== undefined)
    return { outcome: 'unknown', code: 'objects-not-known', because: `${text} here, but ${doubt}` }
  return {
    outcome: ruling.outcome,
    code: ruling.code === 'not-on-output' ? ruling.code : code,
    because: ruling.code === 'not-on-output' ? `${text}; ${ruling.because}` : text,
  }
}

/** The endpoints that this packet cannot be given to, each with its reason; those without the port as well. */
export function leftOut(
  { all, ready }: KeptEndpoints,
  chosen: readonly Backend[],
  { view, port, node }: { view: ServiceView; port: ProxiedPort; node: DecidingNode },
): LeftOutEndpoint[] {
  const isChosen = new Set(chosen)
  const anyReady = ready.length > 0
  const addresses = new Set(all.map(({ address }) => address))
  const portless = view.slices
    .filter(({ manifest }) => manifest.addressType === port.family)
    .flatMap(({ manifest }) => manifest.endpoints ?? [])
    .filter(({ addresses: [address] = [] }) => address !== undefined && !addresses.has(address))
  return [
    ...all
      .filter((backend) => !isChosen.has(backend))
      .map((backend) => entry(backend, codeOf(backend, { anyReady, node }))),
    ...portless.map(({ addresses: [address] = [], targetRef: target }) =>
      entry({ address, target }, 'without-port'),
    ),
  ]
}

function entry(
  { address, target }: { address?: string | undefined; target?: LeftOutEndpoint['target'] | undefined },
  code: LeftOutCode,
): LeftOutEndpoint {
  return { ...(address === undefined ? {} : { address }), ...(target === undefined ? {} : { target }), code }
}

function codeOf(
  { ready, serving, terminating, node: place, zoneHints, nodeHints }: Backend,
  { anyReady, node }: { anyReady: boolean; node: DecidingNode },
): LeftOutCode {
  if (!ready && !(serving && terminating)) return terminating ? 'terminating' : 'not-ready'
  if (!ready && anyReady) return 'terminating'
  if (nodeHints.length > 0 && !nodeHints.includes(node.name)) return 'other-node'
  if (zoneHints.length > 0 && !zoneHints.includes(node.zone ?? '')) return 'other-zone'
  return place === node.name ? 'terminating' : 'not-local'
}

const defaultAffinitySeconds = 10_800

interface NotesOn {
  readonly view: ServiceView
  readonly arrival: Arrival
  readonly family: Family
  /** Endpoints whose answers get lost, of those that are chosen from. */
  readonly lost: number
  readonly of: number
}

/** What a client meets besides the answer. */
export function notesOf(
  { view, arrival, family, lost, of }: NotesOn,
  kept: readonly Backend[],
): { code: NoteCode; text: string }[] {
  if (kept.length === 0) return []
  const { sessionAffinity, sessionAffinityConfig } = view.service.manifest.spec ?? {}
  const seconds = sessionAffinityConfig?.clientIP?.timeoutSeconds ?? defaultAffinitySeconds
  const { podAddress } = arrival
  const itself = podAddress !== undefined && kept.some(({ address }) => address === podAddress)
  return [
    ...(sessionAffinity === 'ClientIP' && of > 1
      ? [
          {
            code: 'affinity' as const,
            text: `one client stays with one of them until it is silent for ${seconds} s; each node keeps that for itself`,
          },
        ]
      : []),
    ...(itself
      ? [
          {
            code: 'hairpin' as const,
            text: 'the client may be given to itself, which works if the network plugin sends packets back to where they came from',
          },
        ]
      : []),
    ...(lost > 0
      ? [
          {
            code: 'replies-bypass-node' as const,
            text: `${lost} of ${count(of, 'connection')} time out: endpoints on other nodes answer the pod straight, unless the network plugin hides its address`,
          },
        ]
      : []),
    ...(view.predicted.has(family)
      ? [
          {
            code: 'predicted' as const,
            text: view.awaited
              ? 'based on predicted EndpointSlices: the controller has written none yet'
              : 'based on predicted EndpointSlices',
          },
        ]
      : []),
  ]
}

/** An answer as a reason, without what the packet meets. */
export function reasonOfReach({ code, because, evidence }: Reach): Reason {
  return { code, because, grounds: evidence.map(({ resource, path: at }) => ({ resource, at })) }
}
