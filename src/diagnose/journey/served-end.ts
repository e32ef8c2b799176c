import { selectorOf } from '../../kube/endpointslice/selection.ts'
import type { PodSource } from '../../kube/workload/pod-source.ts'
import { inNamespace, kubectl } from '../../text/shell.ts'
import type { Resource } from '../../world/resource.ts'
import type { Protocol, Service } from '../../world/types/manifest.ts'
import { defined } from '../../world/defined.ts'
import { servicePorts, typeOf } from '../../kube/core/defaults.ts'
import { declaredPorts, resolveTargetPort } from '../../kube/core/target-port.ts'
import { servedAt } from '../served.ts'
import { fixOfPort, type LedTo } from '../target-port.ts'
import type { End } from './model.ts'

interface AskedEndpoint {
  readonly address?: string
  readonly port?: number
  readonly protocol: Protocol
  readonly service?: Resource<Service>
  /** Why the pod, whose endpoint is ready, cannot be seen. */
  readonly unseen?: string
}

/** The end at a pod: does a program get the request, and on what grounds is that known? */
export function servedEnd(podSource: PodSource | undefined, asked: AskedEndpoint): End {
  const { address = 'it', port, protocol, service, unseen } = asked
  if (podSource === undefined)
    return {
      outcome: 'reached',
      stage: 'port',
      grounds: 'none',
      because:
        unseen === undefined
          ? `${address} is not the address of a known pod: no object says what listens there`
          : `${address} is ready by its EndpointSlice, and its pod cannot be seen: ${unseen}`,
    }
  if (port === undefined)
    return {
      outcome: 'reached',
      stage: 'port',
      grounds: 'none',
      because: 'the client decides which port of the pod it dials',
    }
  const served = servedAt(podSource, { port, protocol })
  const { at: stage, because, grounds, evidence: fields, cause } = served
  if (served.outcome === 'serves') return { outcome: 'reached', stage, grounds, because, fields }
  const common = { outcome: 'refused', stage, because, fields, ...commandFor(podSource, port) } as const
  if (served.outcome === 'refuses') return common
  // what an image does by default, a declared port outweighs: it is configured so
  if (
    served.code === 'image-listens-elsewhere' &&
    declaredPorts(podSource.spec).some((each) => each.port === port)
  )
    return { outcome: 'reached', stage, grounds: 'declared', because, fields, against: because }
  const fix = service && fixFor(service, { podSource, number: port, served })
  return {
    ...common,
    doubtful: true,
    ...(fix === undefined ? {} : { remedy: fix }),
    ...causeIn({ cause, because, port }, service),
  }
}

/** The edit of what is the odd one out among Service, declared port and settings. */
function fixFor(service: Resource<Service>, led: LedTo) {
  const isHeadless = typeOf(service.manifest) === 'Headless'
  const port = servicePorts(service.manifest).find((each) => {
    const resolution = resolveTargetPort(each, led.podSource.spec)
    return isHeadless ? each.port === led.number : resolution.found && resolution.port === led.number
  })
  return port && fixOfPort(service, port, led)
}

/**
 * Which rule says the same of this Service, if any. Of a headless one nothing translates the port: that is what people overlook.
 */
function causeIn(
  { cause, because, port }: { cause: string | undefined; because: string; port: number },
  service: Resource<Service> | undefined,
): Partial<End> {
  if (cause === undefined || service === undefined) return defined({ cause })
  // without a selector no targetPort is read: the rule of that name says nothing of a slice by hand
  if (typeOf(service.manifest) !== 'Headless')
    return selectorOf(service.manifest) === undefined ? {} : { cause }
  const meant = servicePorts(service.manifest).find((each) => each.port === port)?.targetPort
  return {
    // without a selector no controller reads targetPort, and nothing is overlooked
    ...(selectorOf(service.manifest) === undefined ? {} : { cause: 'headless-target-port-ignored' }),
    because: `${because}; a headless Service translates no port`,
    ...(typeof meant === 'number' && meant !== port
      ? { remedy: { title: `dial ${meant}, or give the Service a cluster IP` } }
      : {}),
  }
}

/** The command that would prove it, where there is a pod to ask. */
function commandFor({ pod, namespace, resource }: PodSource, port: number): Pick<End, 'confirm'> {
  return pod === undefined
    ? {}
    : { confirm: kubectl('port-forward', ...inNamespace(namespace), resource.name, `:${port}`) }
}
