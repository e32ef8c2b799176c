import { typeOf, type DefaultedPort } from '../../kube/core/defaults.ts'
import { candidatesOf, isUsable, type Candidate } from '../../kube/endpointslice/candidates.ts'
import { describeMiss } from '../../diagnose/describe-miss.ts'
import { driftOf } from '../../diagnose/slice-drift.ts'
import { describeNoneReady, unavailabilityOf, type Unavailability } from '../../diagnose/unavailability.ts'
import { diagnoseNoMatch, reasonsOfNoMatch } from '../../diagnose/no-match.ts'
import { selectorOf } from '../../kube/endpointslice/selection.ts'
import {
  describeSlicePort,
  handWrittenFor,
  portWord,
  slicePortFor,
  type HandWritten,
} from '../../kube/endpointslice/hand-written.ts'
import { serviceNameLabel } from '../../kube/endpointslice/slices.ts'
import { formatLabels } from '../../world/labels.ts'
import type { Service } from '../../world/types/manifest.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import { count, joinList, quote } from '../../text/wording.ts'
import type { World } from '../../world/world.ts'
import { unseenReadiness } from '../../diagnose/unseen-pods.ts'
import { inNamespace, kubectl } from '../../text/shell.ts'
import { evidence, setField } from '../evidence.ts'
import type { HopAnswer, HopRule } from '../model.ts'

export const endpointsHop: HopRule = {
  id: 'endpoints',
  asks: 'which pods stand behind the Service',

  answer({ world, service, servicePort }) {
    if (service === undefined) return { status: 'unknown', because: 'no Service is known', end: true }
    if (selectorOf(service.manifest) === undefined) return withoutSelector(world, service, servicePort)
    const candidates = candidatesOf(world, service)

    if (candidates.length === 0) return nothingSelected(world, service)
    const unavailability = unavailabilityOf(candidates)
    return unavailability === undefined
      ? someUsable(world, service, candidates)
      : unavailability.kind === 'not-seen'
        ? noneSeen(world, service, candidates)
        : noneUsable(service, candidates, unavailability)
  },
}

function nothingSelected(world: World, service: Resource<Service>): HopAnswer {
  const selector = formatLabels(selectorOf(service.manifest) ?? {})
  const noMatch = diagnoseNoMatch(world, service)
  const { miss, doubt } = noMatch
  const reasons = reasonsOfNoMatch(world, service, noMatch)
  const text = `selector ${quote(selector)} matches no pod of namespace ${service.namespace ?? ''}`
  const proof = [evidence(service, ['spec', 'selector'])]
  if (doubt !== undefined) {
    const status = doubt.state === 'forbidden' ? 'forbidden' : 'unknown'
    return {
      status,
      because: `${text} here, but ${doubt.because}`,
      evidence: proof,
      reasons,
      cause: 'selector-matches-nothing',
      end: true,
    }
  }
  const fixable = miss?.kind === 'slip' && miss.foundKey === miss.key
  return {
    status: 'problem',
    because: miss === undefined ? text : `${text}; ${describeMiss(world, miss)}`,
    evidence: proof,
    reasons,
    cause: 'selector-matches-nothing',
    confirm: kubectl('get', 'pods', ...inNamespace(service.namespace), '-l', selector),
    ...(fixable ? { repair: setField(service, ['spec', 'selector', miss.key], miss.found) } : {}),
  }
}

/** Pods that are there and cannot be seen: slices and workloads speak for them. */
function noneSeen(world: World, service: Resource<Service>, candidates: readonly Candidate[]): HopAnswer {
  const reasons = candidates.filter(({ unseen }) => unseen)
  const readiness = unseenReadiness(world, service, candidates)
  const common = { reasons, confirm: slicesCommand(service) }
  if (readiness === undefined || readiness.total === 0)
    return { ...common, status: 'unknown', because: reasons[0]?.because ?? '', end: true }
  const { ready, because } = readiness
  if (ready > 0) return { ...common, status: 'ok', because, learned: { candidates } }
  return { ...common, status: 'problem', because, cause: 'endpoints-none-ready' }
}

function noneUsable(
  service: Resource<Service>,
  candidates: readonly Candidate[],
  unavailability: Exclude<Unavailability, { kind: 'not-seen' }>,
): HopAnswer {
  if (unavailability.kind === 'not-known-before')
    return {
      status: 'unknown',
      because: unavailability.workload.because,
      reasons: [unavailability.workload],
      end: true,
    }
  if (unavailability.kind === 'no-pods') {
    const { resource, replicas } = unavailability.workload.podSource
    return {
      status: 'problem',
      because: `no pod stands behind it: ${nameOf(resource)} ${replicas === 0 ? 'is scaled to 0' : 'has no pods'}`,
      evidence: [evidence(resource, ['spec', 'replicas'])],
      reasons: [unavailability.workload],
      cause: 'endpoints-no-pods',
      confirm: slicesCommand(service),
    }
  }
  const { pods } = unavailability
  if (unavailability.kind === 'service-leaving')
    return {
      status: 'problem',
      because: joinList([...new Set(pods.map(({ because }) => because))], 2),
      evidence: [evidence(service, ['metadata', 'deletionTimestamp'])],
      reasons: pods,
      confirm: kubectl('get', 'service', service.name, ...inNamespace(service.namespace), '-o', 'yaml'),
    }
  const name = pods[0]?.podSource.resource.name ?? ''
  return {
    status: 'problem',
    because: describeNoneReady(pods),
    evidence: pods.slice(0, 5).map(({ podSource }) => evidence(podSource.resource, ['status', 'conditions'])),
    reasons: pods,
    cause: 'endpoints-none-ready',
    confirm: kubectl('describe', 'pod', name, ...inNamespace(service.namespace)),
    learned: { candidates },
  }
}

function someUsable(world: World, service: Resource<Service>, candidates: readonly Candidate[]): HopAnswer {
  const usable = candidates.filter((candidate) => isUsable(candidate))
  const drift = driftOf(world, service)
  const proof = [evidence(service, ['spec', 'selector'])]
  if (drift.length > 0) {
    return {
      status: 'suspicious',
      because: `the slices are not what the pods imply: ${joinList(drift, 2)}`,
      evidence: proof,
      learned: { candidates },
      confirm: slicesCommand(service),
    }
  }
  return {
    status: 'ok',
    because: describeUsable(candidates, usable),
    evidence: proof,
    learned: { candidates },
  }
}

function describeUsable(candidates: readonly Candidate[], usable: readonly Candidate[]): string {
  const templates = usable.filter(({ conditions }) => conditions === undefined)
  const pods = usable.length - templates.length
  const toCome = templates.map(
    ({ podSource }) =>
      `${count(podSource.replicas, 'pod')} to come from ${podSource.resource.kind} ${podSource.resource.name}`,
  )
  const left = candidates.length - usable.length
  const real = pods === 0 ? [] : [`${count(pods, 'pod')} ready${left > 0 ? `, ${left} not` : ''}`]
  return joinList([...real, ...toCome])
}

function withoutSelector(world: World, service: Resource<Service>, port?: DefaultedPort): HopAnswer {
  const written = handWrittenFor(world, service)
  const proof = [evidence(service, ['spec', 'selector'])]
  const filled = written.filter(({ slice }) =>
    slice.endpoints?.some(({ conditions }) => conditions?.ready !== false),
  )
  if (filled.length > 0) {
    const isJoined = port === undefined || typeOf(service.manifest) === 'Headless'
    const joined = isJoined ? filled : filled.filter(({ slice }) => slicePortFor(port, slice) !== undefined)
    if (joined.length === 0 && port !== undefined) return portNotJoined(service, port, filled)
    return {
      status: 'ok',
      because: `no selector; ${describeWritten(joined)} written by hand`,
      evidence: proof,
      end: true,
    }
  }
  const doubt = world.doubt(['EndpointSlice'], service.namespace)
  const text = 'it has no selector, and no EndpointSlice gives it an address'
  if (doubt !== undefined)
    return {
      status: doubt.state === 'forbidden' ? 'forbidden' : 'unknown',
      because: `${text} here, but ${doubt.because}`,
      evidence: proof,
      end: true,
    }
  return { status: 'problem', because: text, evidence: proof, confirm: slicesCommand(service) }
}

/** kube-proxy knows ports by their names: a slice that calls its port otherwise gives nothing to the Service. */
function portNotJoined(
  service: Resource<Service>,
  port: DefaultedPort,
  filled: readonly HandWritten[],
): HopAnswer {
  const { name, protocol, index } = port
  const [first] = filled
  const ports = [...new Set(filled.flatMap(({ slice }) => (slice.ports ?? []).map(describeSlicePort)))]
  const there = ports.length === 0 ? 'no port' : joinList(ports)
  return {
    status: 'problem',
    because: `port ${port.port} of the Service needs ${portWord(name)} (${protocol}) among the ports of its endpoints; there is ${there}: kube-proxy refuses`,
    evidence: [
      evidence(service, ['spec', 'ports', index]),
      ...(first === undefined ? [] : [evidence(first.resource, first.portsAt)]),
    ],
    cause: ports.length === 0 ? 'endpoints-without-port' : 'endpoints-port-name-differs',
    confirm: slicesCommand(service),
  }
}

function describeWritten(written: readonly HandWritten[]): string {
  const ready = written
    .flatMap(({ slice }) => slice.endpoints ?? [])
    .filter(({ conditions }) => conditions?.ready !== false)
  const kinds = ['EndpointSlice', 'Endpoints'].flatMap((kind) => {
    const number = new Set(written.flatMap(({ resource }) => (resource.kind === kind ? resource : []))).size
    return number === 0 ? [] : [kind === 'Endpoints' ? 'the Endpoints object' : count(number, kind)]
  })
  return `${count(ready.length, 'endpoint')} in ${joinList(kinds)}`
}

function slicesCommand({ name, namespace = '' }: Resource<Service>): string {
  return kubectl('get', 'endpointslices', ...inNamespace(namespace), '-l', `${serviceNameLabel}=${name}`)
}
