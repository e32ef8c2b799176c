import { protocolOf } from '../../kube/core/defaults.ts'
import { SvcError } from '../../errors.ts'
import { ownerOf } from '../../kube/workload/owner.ts'
import { podSourceOfPod, podTemplatesOf, type PodSource } from '../../kube/workload/pod-source.ts'
import { kindOf } from '../../world/kinds.ts'
import { defined } from '../../world/defined.ts'
import type { Pod, ServicePort, StringMap, Workload } from '../../world/types/manifest.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import type { AuthoredType } from '../intent.ts'
import { inferPorts, type PortChoice } from './infer-ports.ts'
import { inferSelector } from './infer-selector.ts'
import { isOfLeader } from './leader.ts'

/** What a workload says about the Service that it wants; what the command line says comes first. */
export interface Inferred {
  readonly type: AuthoredType
  readonly name: string
  /** Only where the manifest itself names one. */
  readonly namespace?: string
  readonly labels?: StringMap
  readonly selector: StringMap
  readonly ports: readonly ServicePort[]
  /** What was taken, and what was left out: sentences for stderr. */
  readonly said: readonly string[]
}

export interface InferOptions {
  readonly type?: AuthoredType
  readonly name?: string
  readonly ports: PortChoice
  /** The ports that the command line gives; then none are looked for. */
  readonly given: readonly ServicePort[]
  /** Does the command line say which pods are meant? */
  readonly isSelectorGiven?: boolean
}

/**
 * Infers a Service from a workload of any kind with a pod template, or from a pod.
 * Throws SvcError `usage` when it has no pods, or nothing that a Service could go by.
 */
export function inferService(world: World, workload: Resource, wanted: InferOptions): Inferred {
  const podSource = podsOf(world, workload)
  const { resource } = podSource
  const { selector, said } = inferSelector(podSource)
  const serviceName = serviceNameOf(resource)
  const type =
    wanted.type ??
    (serviceName === undefined || (wanted.name !== undefined && wanted.name !== serviceName)
      ? 'clusterip'
      : 'headless')
  const name = wanted.name ?? (type === 'headless' ? serviceName : undefined) ?? resource.name
  const found = wanted.given.length > 0 ? aimAt(podSource, wanted.given) : inferPorts(podSource, wanted.ports)
  const ports = type === 'headless' ? found.ports.map(withoutTarget) : found.ports
  return {
    type,
    name,
    selector,
    ports,
    said: [
      `from ${nameOf(resource)}:`,
      ...(wanted.isSelectorGiven ? [] : said),
      ...found.said,
      ...ofStatefulSet({ type, name, serviceName, resource }),
    ],
    ...defined({ namespace: resource.manifest.metadata?.namespace, labels: recommended(resource) }),
  }
}

/** The pods of a workload: of a pod its owner's, of a LeaderWorkerSet the leaders'. */
function podsOf(world: World, workload: Resource): PodSource {
  if (kindOf(workload.manifest) === 'Pod') {
    const owner = ownerOf(world, workload)?.resource
    return owner === undefined ? podSourceOfPod(workload as Resource<Pod>) : podsOf(world, owner)
  }
  const templates = podTemplatesOf(workload)
  const leader = templates.find(isOfLeader)
  const [first, second] = templates
  if (first === undefined)
    throw new SvcError('usage', `${nameOf(workload)} has no pod template`, {
      hint: 'name a Deployment, StatefulSet, Pod or any other object that makes pods',
    })
  if (leader === undefined && second !== undefined)
    throw new SvcError('usage', `${nameOf(workload)} has several pod templates`, {
      hint: 'say which pods are meant with --selector K=V and --port, without --from',
    })
  return leader ?? first
}

/**
 * A port that the command line gives without a target goes to the only port for clients that the pods declare, when
 * they do not declare that very number.
 */
function aimAt(
  podSource: PodSource,
  given: readonly ServicePort[],
): { ports: readonly ServicePort[]; said: readonly string[] } {
  const declared = declaredOrNone(podSource, 'all')
  const [only, ...more] = declaredOrNone(podSource, 'app')
  const said: string[] = []
  const ports = given.map((port) => {
    const same = declared.filter((other) => other.port === port.port)
    const twin = same.find((other) => protocolOf(other) === protocolOf(port))
    // who gives a number alone means the port of the workload, which has a name
    if (port.targetPort === undefined && twin !== undefined)
      return { ...defined({ name: twin.name }), ...port }
    if (port.targetPort !== undefined || same.length > 0 || only === undefined || more.length > 0) return port
    const targetPort = only.targetPort ?? only.port
    said.push(
      `port ${port.port} goes to ${targetPort}, the only port for clients that its containers declare`,
    )
    return { ...port, targetPort }
  })
  return { ports, said }
}

function declaredOrNone(podSource: PodSource, choice: PortChoice): readonly ServicePort[] {
  const { containers = [] } = podSource.spec
  return containers.some(({ ports = [] }) => ports.length > 0) ? inferPorts(podSource, choice).ports : []
}

/** A headless Service translates nothing, and the API asks to leave its targetPort out. */
function withoutTarget({ targetPort, ...port }: ServicePort): ServicePort {
  return typeof targetPort === 'number' && targetPort !== port.port ? { ...port, targetPort } : port
}

function serviceNameOf({ manifest, kind }: Resource): string | undefined {
  return kind === 'StatefulSet' ? (manifest as Workload).spec?.serviceName || undefined : undefined
}

function ofStatefulSet(made: {
  type: AuthoredType
  name: string
  serviceName: string | undefined
  resource: Resource
}): string[] {
  const { type, name, serviceName, resource } = made
  if (serviceName === undefined) return []
  if (type === 'headless' && name === serviceName)
    return [`headless and named ${name}, as spec.serviceName says: it gives each pod a name in DNS`]
  const own = `svc new headless ${serviceName} --from … for the names of its pods`
  return [`${nameOf(resource)} also wants a headless Service named ${serviceName} (spec.serviceName): ${own}`]
}

const copied = ['name', 'instance', 'component', 'part-of'].map((name) => `app.kubernetes.io/${name}`)

/** The labels that say to whom a Service belongs; not those that say who made the workload, or of which version it is. */
function recommended({ manifest }: Resource): StringMap | undefined {
  const labels = Object.entries(manifest.metadata?.labels ?? {}).filter(([key]) => copied.includes(key))
  return labels.length === 0 ? undefined : Object.fromEntries(labels)
}
