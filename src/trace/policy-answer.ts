import { describeChange } from '../diagnose/describe-policy-fix.ts'
import type { DirectionVerdict } from '../kube/policy/direction.ts'
import { isSlip, smallestChange, type Change } from '../diagnose/policy-fix.ts'
import { inNamespace, kubectl, shellLine } from '../text/shell.ts'
import { editField, evidence } from './evidence.ts'
import type { Evidence, HopAnswer, Repair } from './model.ts'

/** What a hop says of a verdict: the rule of lint that says the same, the words, and the port that was called. */
interface Said {
  readonly cause: string
  readonly because: string
  readonly called?: number
}

/**
 * The answer where policies drop the request, with the smallest change that would let it pass. Another policy could
 * allow it, so that of files alone it is proof only when somebody meant to allow it and slipped.
 */
export function deniedAnswer(half: DirectionVerdict, { cause, because, called }: Said): HopAnswer {
  const change = smallestChange(half, called)
  const { doubt } = half
  const common = {
    ...aroundAnswer(half, change?.miss === 'service-port' ? 'policy-port-is-service-port' : cause),
    ...(change === undefined ? {} : { repair: repairOf(change, half) }),
  }
  if (doubt !== undefined && !isSlip(change))
    return { ...common, status: 'unknown', because: `${because}, but ${doubt.because}` }
  return {
    ...common,
    status: 'problem',
    because: `${because}; where the network plugin enforces policies, it is dropped`,
  }
}

/** The answer where something that decides is not known; a lost document counts less than what is in sight. */
export function openAnswer(half: DirectionVerdict, { cause, because }: Said): HopAnswer {
  const { doubt, deciding } = half
  if (doubt?.state === 'unread' && deciding.length === 0) return { status: 'suspicious', because }
  const status = doubt?.state === 'forbidden' ? 'forbidden' : 'unknown'
  return { ...aroundAnswer(half, cause), status, because }
}

/** The rules that allow, and the policies that isolate without one. */
export function policyEvidence({ deciding }: DirectionVerdict): Evidence[] {
  const allowing = new Set(deciding.flatMap(({ policy, effect }) => (effect === 'allows' ? [policy] : [])))
  return deciding
    .filter(({ policy, effect }) => effect !== 'isolates' || !allowing.has(policy))
    .map(({ policy, at }) => evidence(policy, at))
}

function aroundAnswer(half: DirectionVerdict, cause: string) {
  const evidence = policyEvidence(half)
  const [first] = half.deciding
  if (first === undefined) return { evidence }
  const { apiVersion, kind, name, namespace } = first.policy
  const group = apiVersion === 'networking.k8s.io/v1' ? '' : `.${apiVersion.split('/')[0]}`
  const confirm = kubectl('describe', `${kind.toLowerCase()}${group}`, name, ...inNamespace(namespace))
  return { evidence, cause, confirm }
}

function repairOf(change: Change, { isolating }: DirectionVerdict): Repair {
  const text = describeChange(change)
  if (!('newPolicy' in change)) {
    const { op, at, value } = change.edit
    return editField(change.policy, { op, path: at, value }, text)
  }
  // of files, the reader knows where a new one belongs
  if (isolating.some(({ policy }) => policy.origin.file !== undefined)) return { summary: text }
  const command = `${shellLine(['echo', JSON.stringify(change.newPolicy)])} | ${kubectl('apply', '-f', '-')}`
  return { summary: text, command }
}
