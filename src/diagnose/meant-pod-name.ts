import { quote } from '../text/wording.ts'
import { defined } from '../world/defined.ts'
import type { Workload } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'
import { governingService } from './governing-service.ts'

/** A name of a pod of a StatefulSet, below a Service that is not there. */
export interface MeantPodName {
  /** The Service that the name asks for. */
  readonly asked: string
  readonly because: string
  /** The name that the pod has. */
  readonly meant?: string
}

/**
 * `mongo-0.mongo` where StatefulSet mongo is there and Service mongo is not: its pods get their names from the Service that serviceName
 * names. Undefined for any other name. In: the host as a client of the namespace has it.
 */
export function meantPodName(world: World, host: string, namespace: string): MeantPodName | undefined {
  const [pod = '', asked = '', ...rest] = host.toLowerCase().replace(/\.$/, '').split('.')
  const [, owner = ''] = /^(.+)-\d+$/.exec(pod) ?? []
  const statefulSet = world.get('StatefulSet', namespace, owner)
  if (statefulSet === undefined || !isOf(namespace, rest)) return undefined
  if (world.get('Service', namespace, asked) !== undefined) return undefined
  const { serviceName = '' } = (statefulSet.manifest as Workload).spec ?? {}
  const none = `there is no Service ${quote(asked)}, and StatefulSet ${owner}`
  const names = `${none} names ${quote(serviceName)}`
  const governing = world.get('Service', namespace, serviceName)
  if (governing !== undefined)
    return { asked, because: `${names}: its pods have names below that`, meant: `${pod}.${serviceName}` }
  const near = governingService(world, statefulSet)?.name
  const hint = near === undefined ? '' : `; Service ${quote(near)} selects its pods`
  const because = serviceName === '' ? `${none} names none` : `${names}, which is not there either`
  return defined({ asked, because: `${because}${hint}` })
}

/** Nothing, or the namespace, with or without `svc` and a domain behind it. */
function isOf(namespace: string, [own, svc]: readonly string[]): boolean {
  return own === undefined || (own === namespace && (svc === undefined || svc === 'svc'))
}
