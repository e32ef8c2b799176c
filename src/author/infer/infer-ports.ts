import { SvcError } from '../../errors.ts'
import type { PodSource } from '../../kube/workload/pod-source.ts'
import { portClues } from '../../diagnose/port-clues.ts'
import { defined } from '../../world/defined.ts'
import type { ContainerPort, PodSpec, ServicePort } from '../../world/types/manifest.ts'
import { nameOf } from '../../world/resource.ts'
import { joinList } from '../../text/wording.ts'

export interface InferredPorts {
  readonly ports: readonly ServicePort[]
  readonly said: readonly string[]
}

/** `all`, `app` (without what is for operators), `metrics`, or names and numbers. */
export type PortChoice = 'all' | 'app' | 'metrics' | readonly string[]

/**
 * The ports of a Service from those that containers declare, under their own names; without any, from the port that
 * probes, environment and arguments agree on. Throws SvcError `usage` when there is none, naming --port.
 */
export function inferPorts(podSource: PodSource, choice: PortChoice): InferredPorts {
  const { spec, resource } = podSource
  const declared = declaredPorts(spec)
  if (declared.length === 0) return fromClues(podSource)
  const chosen = declared.filter((port) => isChosen(port, choice))
  if (chosen.length === 0)
    throw new SvcError('usage', `${nameOf(resource)} has no such port`, {
      hint: `choose with --ports all, or of ${declared.map(shown).join(', ')}`,
    })
  const left = declared.filter((port) => !chosen.includes(port))
  return {
    ports: chosen.map((port) => toServicePort(port, declared)),
    said: [
      `ports of its containers: ${joinList(chosen.map(shown))}`,
      ...(left.length === 0
        ? []
        : [
            `left out ${joinList(left.map(shown))}: not for clients, by name or number; --ports all takes them too`,
          ]),
    ],
  }
}

/** Ports of containers and sidecars, each (port, protocol) once. */
function declaredPorts({ containers = [], initContainers = [] }: PodSpec): ContainerPort[] {
  const sidecars = initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always')
  const seen = new Set<string>()
  return [...containers, ...sidecars]
    .flatMap(({ ports = [] }) => ports)
    .filter(({ containerPort, protocol = 'TCP' }) => {
      const key = `${containerPort}/${protocol}`
      return seen.has(key) ? false : seen.add(key)
    })
}

const operatorNames =
  /^(?:metrics|prom|health|probe|admin|istio|envoy|linkerd|debug|.*-metrics$|.*-envoy-prom$)/

function isForOperators({ name = '', containerPort = 0 }: ContainerPort): boolean {
  const ofMesh =
    (containerPort >= 15_000 && containerPort <= 15_090) || (containerPort >= 4140 && containerPort <= 4191)
  return operatorNames.test(name) || ofMesh
}

function isChosen(port: ContainerPort, choice: PortChoice): boolean {
  if (choice === 'all') return true
  if (choice === 'app') return !isForOperators(port)
  if (choice === 'metrics') return /metrics|prom/.test(port.name ?? '')
  return choice.includes(port.name ?? '') || choice.includes(String(port.containerPort))
}

/** The name is the better target: it follows the container when its port changes. It must mean one port only. */
function toServicePort(
  { name, containerPort, protocol }: ContainerPort,
  all: readonly ContainerPort[],
): ServicePort {
  const isUnique = name !== undefined && all.filter((port) => port.name === name).length === 1
  return {
    ...(name === undefined ? {} : { name }),
    port: containerPort ?? 0,
    ...(isUnique ? { targetPort: name } : {}),
    ...defined({ protocol: protocol === 'TCP' ? undefined : protocol }),
  }
}

function fromClues({ spec, resource }: PodSource): InferredPorts {
  const clues = portClues(spec)
  const [clue] = clues
  if (clue === undefined)
    throw new SvcError('usage', `${nameOf(resource)} declares no port, and nothing in it mentions one`, {
      hint: 'add --port PORT with the port that its program listens on',
    })
  const others = [...new Set(clues.map(({ port }) => port))].filter((port) => port !== clue.port)
  if (others.length > 0)
    throw new SvcError(
      'usage',
      `${nameOf(resource)} declares no port, but mentions ${joinList(clues.map(({ text }) => text))}`,
      {
        hint: `add --port ${clue.port} or --port ${others[0]}`,
      },
    )
  return {
    ports: [{ port: clue.port }],
    said: [`no container declares a port; took ${clue.port} from ${clue.text}`],
  }
}

function shown({ name, containerPort, protocol }: ContainerPort): string {
  const number =
    protocol === undefined || protocol === 'TCP' ? `${containerPort}` : `${containerPort}/${protocol}`
  return name === undefined ? number : `${name} (${number})`
}
