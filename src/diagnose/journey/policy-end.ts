import type { DirectionVerdict } from '../../kube/policy/direction.ts'
import { defined } from '../../world/defined.ts'
import { inNamespace, kubectl } from '../../text/shell.ts'
import { describeChange, fixOfChange } from '../describe-policy-fix.ts'
import { smallestChange, type Change } from '../policy-fix.ts'
import { refusedBy } from './end-parts.ts'
import type { End, Field, Remedy } from './model.ts'

const ruleOfClients = 'policy-blocks-service-client'

/** What is said of a verdict in place of its own words, and the rule of lint that says the same. */
interface PolicyWords {
  /** The port on which the client called the Service. */
  readonly called?: number
  readonly cause?: string
  readonly because?: string
}

/** The end where policies drop the request, with the smallest change that would let it pass. */
export function deniedEnd(
  half: DirectionVerdict,
  { called, cause = ruleOfClients, because }: PolicyWords,
): End {
  const change = smallestChange(half, called)
  return {
    outcome: 'dropped',
    ...aroundEnd(half, change?.miss === 'service-port' ? 'policy-port-is-service-port' : cause),
    because: `${because ?? half.because}; where the network plugin enforces policies, it is dropped`,
    ...defined({ remedy: change && remedyOf(change, half) }),
  }
}

/** The end where something that decides is not known. */
export function openEnd(half: DirectionVerdict, { cause = ruleOfClients, because }: PolicyWords = {}): End {
  const { doubt } = half
  return {
    outcome: 'unknown',
    ...aroundEnd(half, cause),
    because: because ?? half.because,
    ...(doubt === undefined ? {} : refusedBy(doubt)),
  }
}

/** The rules that allow, and the policies that isolate without one. */
export function policyFields({ deciding }: DirectionVerdict): Field[] {
  const allowing = new Set(deciding.flatMap(({ policy, effect }) => (effect === 'allows' ? [policy] : [])))
  return deciding
    .filter(({ policy, effect }) => effect !== 'isolates' || !allowing.has(policy))
    .map(({ policy, at }) => ({ resource: policy, path: at }))
}

/** What a verdict takes for granted where not all policies were read: that no other one, of that namespace, says otherwise. */
export function assumesNoOtherPolicy({ doubt, flow, direction }: DirectionVerdict): string[] {
  if (doubt?.state !== 'partial') return []
  const namespace = flow?.subject.namespace ?? ''
  return [`no other NetworkPolicy${namespace === '' ? '' : ` in namespace ${namespace}`} for ${direction}`]
}

function aroundEnd(
  half: DirectionVerdict,
  cause: string,
): Pick<End, 'stage' | 'fields' | 'cause' | 'confirm'> {
  const stage = half.direction === 'egress' ? 'policy-egress' : 'policy-ingress'
  const fields = policyFields(half)
  const [first] = half.deciding
  if (first === undefined) return { stage, fields }
  const { apiVersion, kind, name, namespace } = first.policy
  const group = apiVersion === 'networking.k8s.io/v1' ? '' : `.${apiVersion.split('/')[0]}`
  const confirm = kubectl('describe', `${kind.toLowerCase()}${group}`, name, ...inNamespace(namespace))
  return { stage, fields, cause, confirm }
}

function remedyOf(change: Change, { isolating }: DirectionVerdict): Remedy {
  const title = describeChange(change)
  if (!('newPolicy' in change)) return fixOfChange(change) ?? { title }
  // of files, the reader knows where a new one belongs
  if (isolating.some(({ policy }) => policy.origin.file !== undefined)) return { title }
  return { title, create: change.newPolicy }
}
