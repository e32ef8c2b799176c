import { servicePorts, typeOf } from '../../kube/core/defaults.ts'
import { endOfAlias } from '../../kube/references/called-service.ts'
import type { ServiceReference } from '../../kube/references/reference.ts'
import type { RequestController } from '../../kube/policy/senders.ts'
import { inNamespace, kubectl } from '../../text/shell.ts'
import { defined } from '../../world/defined.ts'
import type { Doubt } from '../../world/coverage.ts'
import { gatewayGroup } from '../../kube/references/routes.ts'
import { inFlowStyle } from '../describe-policy-fix.ts'
import { setting } from '../fix.ts'
import { hasOwnNamespace, missingService } from '../missing-reference.ts'
import { nearWords } from '../names.ts'
import { portFix } from '../port-fix.ts'
import { portOfReference, type Fault } from '../reference-fault.ts'
import type { Destination, End, Passed, Remedy, RouteStep } from './model.ts'
import type { Resource } from '../../world/resource.ts'
import type { Service } from '../../world/types/manifest.ts'
import type { World } from '../../world/world.ts'
import { refusedBy } from './end-parts.ts'
import type { Worlds } from './worlds.ts'

export type RouteAnswer = { readonly step: RouteStep } | { readonly end: End; readonly passed?: Passed }

/** What is not in sight decides nothing where not everything is. */
export function doubted(text: string, doubt: Doubt | undefined): End | undefined {
  if (doubt === undefined) return undefined
  return {
    outcome: 'unknown',
    stage: 'route',
    because: `${text} here: ${doubt.because}`,
    ...refusedBy(doubt),
  }
}

/** Controllers differ here, or something that they look at first is not evaluated. */
export function openRoute(because: string): End {
  return { outcome: 'unknown', stage: 'route', because }
}

/** The controller reads the Service from the API: no name is looked up, and the port is the Service's. */
export function followed(
  { closed }: Worlds,
  { reference, entryPoint }: { reference: ServiceReference; entryPoint: RequestController },
  because: string,
): RouteAnswer {
  const service = closed.get('Service', reference.namespace, reference.name)
  if (service === undefined) return { end: openRoute(because) }
  const alias =
    typeOf(service.manifest) === 'ExternalName' ? aliasCalled(closed, service, reference) : undefined
  const port =
    alias?.port ?? (portOfReference(service.manifest, reference) ?? servicePorts(service.manifest)[0])?.port
  const to: Destination = {
    service: alias?.end ?? service,
    via: 'cluster-ip',
    protocol: reference.from.kind === 'UDPRoute' ? 'UDP' : 'TCP',
    ...defined({ port }),
  }
  const on = port === undefined ? '' : ` on ${port}`
  const text = `${because}, which leads to Service ${reference.namespace}/${reference.name}${on}`
  return {
    step: {
      because: alias === undefined ? text : `${text}; ${alias.text}`,
      fields: [{ resource: reference.from, path: reference.path.slice(0, -1) }],
      entryPoint,
      to: [to],
      lost: [],
      ...(alias === undefined ? {} : { open: openRoute(`${text}; ${alias.text}`) }),
    },
  }
}

/**
 * An alias (ExternalName) as the backend of a route: a controller that takes it calls the host that it names, on its port; ingress-nginx
 * on its targetPort. Where the host is a Service of the cluster, on the one of both that this Service has.
 */
function aliasCalled(world: World, alias: Resource<Service>, reference: ServiceReference) {
  const ports = servicePorts(alias.manifest)
  const own = portOfReference(alias.manifest, reference) ?? ports[0]
  const number = own?.port ?? reference.port?.number
  const target = typeof own?.targetPort === 'number' ? own.targetPort : number
  const end = endOfAlias(world, alias)
  const has = (port: number | undefined) =>
    end !== undefined && servicePorts(end.manifest).some((each) => each.port === port)
  const port = !has(number) && has(target) ? target : number
  const where =
    number === target ? `port ${number}` : `port ${number}, ingress-nginx on its targetPort ${target}`
  const text = `it is an alias of ${alias.manifest.spec?.externalName}, which not every controller follows; one that does calls ${where}`
  return { text, ...defined({ end, port }) }
}

export interface Faulty {
  readonly taken: string
  readonly reference: ServiceReference
  readonly fault: Fault
}

/** What a controller makes of a reference that does not hold; a sure slip for a Service that is in sight decides, as it does in lint. */
export function faultEnd(worlds: Worlds, { taken, reference, fault }: Faulty): End {
  const { from, path, portPath, namespace, name } = reference
  const { because, absence, depends } = fault
  const text = `${taken}, which leads to Service ${namespace}/${name}, but ${because}`
  const fields = [{ resource: from, path: fault.fault.startsWith('port') ? (portPath ?? path) : path }]
  if (depends === true) return { ...openRoute(text), fields }
  const { hint, isSure, ...help } = helpFor(worlds, { reference, fault })
  const said = { fields, ...help }
  const doubt = absence === undefined ? undefined : worlds.open.doubt(absence.kinds, absence.namespace)
  const unsure = isSure && doubt?.state === 'partial' ? undefined : doubted(text, doubt)
  if (unsure !== undefined) return { ...unsure, because: `${unsure.because}${hint}`, ...said }
  return {
    outcome: 'answered',
    stage: 'route',
    because: `${text}${hint}`,
    ...said,
    ...(doubt === undefined ? {} : { assumes: [`no Service "${name}" in namespace ${namespace}`] }),
    confirm: kubectl('describe', from.kind.toLowerCase(), from.name, ...inNamespace(from.namespace)),
  }
}

/** What lint says of the same reference: its rule, its fix, and whether a near name in sight makes it sure. */
function helpFor({ open, closed }: Worlds, { reference, fault }: Omit<Faulty, 'taken'>) {
  const { from, path, namespace, name, kind } = reference
  const isMissing = fault.fault === 'service-missing'
  const missing = isMissing
    ? missingService(open, { namespace, name, isWritten: hasOwnNamespace(from) })
    : undefined
  const meant = missing?.meant
  const across = kind === 'ingress-backend' ? '; an Ingress cannot reach it there' : ''
  const near = missing && nearWords(missing, across)
  const service = closed.get('Service', namespace, name)
  return {
    hint: near === undefined ? '' : `; ${near}`,
    isSure: missing?.absence === 'near-miss' && missing.severity === undefined,
    ...defined({
      cause: causes[kind === 'ingress-backend' ? 'ingress' : 'route'][fault.fault],
      remedy:
        fault.fault === 'not-permitted'
          ? granting(reference)
          : meant === undefined
            ? service && portFix(service, reference)
            : setting(from, path, meant),
    }),
  }
}

/** The ReferenceGrant that admits a route; of files, the reader knows where a new one belongs. */
function granting({ from, namespace, name }: ServiceReference): Remedy {
  const spec = {
    from: [{ group: gatewayGroup, kind: from.kind, namespace: from.namespace }],
    to: [{ group: '', kind: 'Service', name }],
  }
  const title = `add a ReferenceGrant to namespace ${namespace} with spec: ${inFlowStyle(spec)}`
  if (from.origin.file !== undefined) return { title }
  const metadata = { name: `${from.name}-to-${name}`.slice(0, 63), namespace }
  const create = { apiVersion: `${gatewayGroup}/v1beta1`, kind: 'ReferenceGrant', metadata, spec }
  return { title, create }
}

/** The lint rule that says the same. */
const causes: Readonly<Record<'ingress' | 'route', Partial<Record<Fault['fault'], string>>>> = {
  ingress: {
    'service-missing': 'ingress-backend-missing',
    'port-missing': 'ingress-backend-port-wrong',
    'port-protocol': 'ingress-backend-port-wrong',
  },
  route: {
    'service-missing': 'route-backend-missing',
    'port-missing': 'route-backend-port-wrong',
    'port-protocol': 'route-backend-port-wrong',
    'not-permitted': 'route-backend-not-permitted',
  },
}
