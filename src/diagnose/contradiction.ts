import type { Protocol } from '../world/types/manifest.ts'
import type { FieldPath } from '../world/place.ts'
import type { PodSource } from '../kube/workload/pod-source.ts'
import { declaredAs, declaredFor, declaredPorts, type DeclaredPort } from '../kube/core/target-port.ts'
import { joinList } from '../text/wording.ts'
import { portsOfImage } from './known-images.ts'
import { numbersMentioned, type PortClue } from './port-clues.ts'

export type ContradictionCode =
  | 'port-undeclared'
  | 'settings-name-other-port'
  | 'probe-names-no-port'
  | 'probe-on-other-port'
  | 'listens-on-loopback'
  | 'image-listens-elsewhere'

/** The manifest speaks against a program that listens on a port. */
export interface Contradiction {
  readonly code: ContradictionCode
  /** A clause with the pod as its subject. */
  readonly says: string
  /** The place inside the pod spec. */
  readonly at: FieldPath
  /** The port on which the program listens by what speaks against this one, where that is one. */
  readonly instead?: number
  /** The only protocol for which the port is declared. */
  readonly protocol?: Protocol
  /** One more argument that would put it right. */
  readonly more?: PortClue['more']
}

interface AskedOfBoth {
  readonly podSource: PodSource
  readonly port: number
  readonly protocol: Protocol
  /** Of the protocol: all, and those of the port. */
  readonly declared: readonly DeclaredPort[]
  readonly own: readonly DeclaredPort[]
  readonly clues: readonly PortClue[]
}

/**
 * What in a pod's manifest speaks against a program that listens on a port, the surest first; undefined where nothing
 * does. A manifest never proves it: a program may listen where nothing says so.
 */
export function contradictionOf(
  podSource: PodSource,
  { port, protocol }: { readonly port: number; readonly protocol: Protocol },
  clues: readonly PortClue[],
): Contradiction | undefined {
  const declared = declaredFor(podSource.spec, protocol)
  const own = declaredAs(podSource.spec, port).filter((item) => item.protocol === protocol)
  const question = { podSource, port, protocol, declared, own, clues }
  const certain = probeOfNoPort(question) ?? onLoopback(question)
  if (certain !== undefined) return certain
  // what anything else in it says for this port outweighs what the rest leaves open
  const isSet = clues.some((clue) => clue.port === port && (clue.by === 'env' || clue.by === 'argument'))
  if (isSet || numbersMentioned(podSource.spec).has(port)) return undefined
  const setting = otherSetting(question)
  // a probe is written by the same hand as the port, and says nothing until the kubelet has sent it
  if (setting !== undefined || clues.some((clue) => clue.port === port)) return setting
  return otherImagePort(question) ?? otherProbe(question) ?? undeclared(question)
}

/** The containers whose program serves a port: those that declare it, those that are told so, or the only one there is. */
function serversOf({ podSource, port, declared, own, clues }: AskedOfBoth): readonly number[] {
  const all = (podSource.spec.containers ?? []).map((_, index) => index)
  const declaring = own.filter(({ path }) => path[0] === 'containers').map(({ path }) => Number(path[1]))
  if (declaring.length > 0) return declaring
  const told = clues.filter((clue) => clue.port === port).map(({ container }) => container)
  return told.length > 0 ? [...new Set(told)] : all.length === 1 && declared.length === 0 ? all : []
}

/**
 * A readiness or startup probe that names a port which its container does not declare: the kubelet cannot send it, and the pod never
 * becomes ready. Follows ResolveContainerPort in kubernetes pkg/probe/util.go and worker.doProbe in pkg/kubelet/prober.
 */
function probeOfNoPort({ podSource: { spec, pod } }: AskedOfBoth): Contradiction | undefined {
  // a pod that is ready shows that it is another one than what is written
  if (pod?.manifest.status !== undefined) return undefined
  for (const [index, container] of (spec.containers ?? []).entries())
    for (const by of ['readinessProbe', 'startupProbe'] as const) {
      const { httpGet, tcpSocket } = container[by] ?? {}
      const name = httpGet?.port ?? tcpSocket?.port
      if (typeof name !== 'string' || /^\d+$/.test(name)) continue
      if ((container.ports ?? []).some((item) => item.name === name)) continue
      return {
        code: 'probe-names-no-port',
        says: `never becomes ready: its ${by} asks port ${JSON.stringify(name)}, which container ${container.name ?? ''} does not declare`,
        at: ['containers', index, by],
      }
    }
  return undefined
}

function onLoopback(question: AskedOfBoth): Contradiction | undefined {
  const { port, clues } = question
  if (clues.every(({ binds }) => binds === undefined)) return undefined
  const servers = serversOf(question)
  const speaking = clues.filter(
    ({ binds, container, port: said }) =>
      binds !== undefined && (said === port || (said === undefined && servers.includes(container))),
  )
  const [first] = speaking
  if (first === undefined || speaking.some(({ binds }) => binds === 'all')) return undefined
  return {
    code: 'listens-on-loopback',
    says: `listens on loopback only, by its ${describeClue(first)}: other pods are refused`,
    at: first.at,
    ...(first.more === undefined ? {} : { more: first.more }),
  }
}

function otherImagePort(question: AskedOfBoth): Contradiction | undefined {
  const { podSource, port, own } = question
  const servers = serversOf(question)
  const [index] = servers
  if (index === undefined || servers.length > 1) return undefined
  const container = podSource.spec.containers?.[index]
  const ports = container && portsOfImage(container)
  if (ports === undefined || ports.includes(port)) return undefined
  if (own.some(({ path }) => path[1] !== index)) return undefined
  return {
    code: 'image-listens-elsewhere',
    says: `runs image ${container?.image ?? ''}, which listens on ${ports.join(', ')}, not ${port}; nothing in the manifest configures it`,
    at: ['containers', index, 'image'],
    ...(ports[0] === undefined ? {} : { instead: ports[0] }),
  }
}

/** `--port=8080` of the container that declares another port and no second one, or `--grpc-port` for a port called grpc. */
function otherSetting(question: AskedOfBoth): Contradiction | undefined {
  const { podSource, port, protocol, declared, clues } = question
  if (clues.every(({ role }) => role === undefined)) return undefined
  const isKnown = (number: number) =>
    declaredAs(podSource.spec, number).some((item) => item.protocol === protocol)
  for (const index of serversOf(question)) {
    const own = declared.filter(({ path }) => path[0] === 'containers' && path[1] === index)
    const name = own.find((item) => item.port === port)?.name ?? ''
    const settings = clues.filter(
      ({ container, role, port: said }) =>
        container === index &&
        role !== undefined &&
        said !== undefined &&
        (role === name || (mainRoles.has(role) && own.length <= 1)),
    )
    const [first] = settings
    if (first?.port === undefined || settings.some(({ port: said }) => isKnown(said ?? 0))) continue
    const { port: instead, at } = first
    return {
      code: 'settings-name-other-port',
      says: `listens on ${instead}, not ${port}, by its ${describeClue(first)}`,
      at,
      instead,
    }
  }
  return undefined
}

// settings of the one port of a program; those of metrics, of health, of peers have names of their own
const mainRoles = new Set(
  [
    '',
    'http',
    'server',
    'web',
    'listen',
    'app',
    'container',
    'bind',
    'uvicorn',
    'gunicorn',
    'flask_run',
  ].concat(['http_listen', 'http-listen', 'streamlit_server', 'gradio_server', 'server.http', 'web.listen']),
)

/** A readiness probe asks a port that nothing else mentions, and the only declared port is this one. */
function otherProbe(question: AskedOfBoth): Contradiction | undefined {
  const { podSource, port, declared, clues } = question
  const [only, second] = declared
  // a pod that runs shows by itself whether it becomes ready
  if (only?.port !== port || second !== undefined || podSource.pod?.manifest.status !== undefined)
    return undefined
  const probe = clues.find(({ by, container }) => by === 'readiness' && container === only.path[1])
  const asked = probe?.port
  const isSet = clues.some(({ by, port: said }) => said === asked && (by === 'env' || by === 'argument'))
  if (asked === undefined || isSet || hasHealthServer(question, only)) return undefined
  return {
    code: 'probe-on-other-port',
    says: `declares ${port} only, and its readiness probe asks ${asked}: unless something listens there, it never becomes ready`,
    at: probe?.at ?? [],
    instead: asked,
  }
}

/**
 * Programs built on controller-runtime, and Kubernetes' own, answer `/readyz` on a port of its own that no manifest declares; others are
 * told to, as by `-use_http_health_check`.
 */
function hasHealthServer({ podSource }: AskedOfBoth, { path }: DeclaredPort): boolean {
  const {
    command = [],
    args = [],
    env = [],
    readinessProbe,
  } = podSource.spec.containers?.[Number(path[1])] ?? {}
  const settings = [...command, ...args, ...env.map(({ name = '' }) => name)]
  return (
    /^\/?(?:healthz|readyz|livez)\b/.test(readinessProbe?.httpGet?.path ?? '') ||
    settings.some((text) => /health|probe|readiness|liveness/i.test(text))
  )
}

function undeclared(question: AskedOfBoth): Contradiction | undefined {
  const { podSource, port, protocol, declared, own, clues } = question
  const all = declaredPorts(podSource.spec)
  if (all.length === 0 || own.length > 0) return undefined
  const namesakes = declaredAs(podSource.spec, port)
  // a declared port without a protocol is TCP, and the protocol is easily forgotten
  if (protocol !== 'TCP' && namesakes.length > 0) return undefined
  if ((podSource.spec.containers ?? []).some((item) => portsOfImage(item)?.includes(port))) return undefined
  if (namesakes.length > 0) return forOtherProtocol(question, namesakes)
  const [only, second] = declared
  const words = clues.flatMap((clue) => (clue.port === undefined ? [] : describeClue(clue)))
  const others = [...(declared.length > 0 ? declared : all).map(describeDeclared), ...words]
  return {
    code: 'port-undeclared',
    says: `declares ${joinList([...new Set(others)], 4)}, not ${port}${protocol === 'TCP' ? '' : `/${protocol}`}: unless it listens there anyway, connections are refused`,
    at: [...((only ?? all[0])?.path.slice(0, 2) ?? ['containers']), 'ports'],
    ...(only === undefined || second !== undefined ? {} : { instead: only.port }),
  }
}

/** The number is right, and whoever wrote one of the two forgot that a port is TCP unless it says otherwise. */
function forOtherProtocol(
  { port, protocol }: AskedOfBoth,
  namesakes: readonly DeclaredPort[],
): Contradiction {
  const protocols = [...new Set(namesakes.map((item) => item.protocol))]
  const [only, second] = protocols
  return {
    code: 'port-undeclared',
    says: `declares ${port} for ${joinList(protocols)}, not for ${protocol}: unless it listens there anyway, connections are refused`,
    at: [...(namesakes[0]?.path ?? []), 'protocol'],
    ...(only === undefined || second !== undefined ? {} : { protocol: only }),
  }
}

/** `8080 (http)`, `8080/UDP`. */
function describeDeclared({ name, port, protocol }: DeclaredPort): string {
  const number = protocol === 'TCP' ? String(port) : `${port}/${protocol}`
  return name === '' ? number : `${number} (${name})`
}

function describeClue({ by, text }: PortClue): string {
  return by === 'argument' ? `argument ${text}` : text
}
