import type { Doubt } from '../../world/coverage.ts'
import { formatPath } from '../../world/place.ts'
import { nameOf } from '../../world/resource.ts'
import { joinList } from '../../text/wording.ts'
import { outcomesOf, type Flow, type IsolatingPolicy } from './network-policies.ts'

/** Why NetworkPolicies let a connection pass, drop it, or leave it open, in a clause. */
export function describePolicies(
  flow: Flow,
  isolating: readonly IsolatingPolicy[],
  doubt: Doubt | undefined,
): string {
  const { direction, subject, peer, port, protocol } = flow
  const isOut = direction === 'egress'
  if (isolating.length === 0) {
    const known = doubt === undefined ? '' : 'known '
    return `no ${known}NetworkPolicy restricts what ${isOut ? 'leaves' : 'reaches'} ${subject.text}`
  }
  const outcomes = outcomesOf(isolating)
  if (!outcomes.has('deny')) return describeAllowed(flow, isolating)
  const many = isolating.length > 1
  const names = joinList(
    isolating.map(({ policy }) => nameOf(policy)),
    3,
  )
  const what = `${port ?? 'any port'}/${protocol} ${isOut ? 'to' : 'from'} ${peer.text}`
  if (outcomes.size > 1)
    return `whether ${names} ${many ? 'allow' : 'allows'} ${what} depends on ${openQuestion(isolating)}`
  return isolating.every(({ rules }) => rules.length === 0)
    ? `${names} ${many ? 'let' : 'lets'} nothing ${isOut ? 'out' : 'in'}`
    : `no rule of ${names} allows ${what}`
}

function describeAllowed({ subject }: Flow, isolating: readonly IsolatingPolicy[]): string {
  for (const { policy, selects, rules } of isolating) {
    const allowing = selects.is === 'yes' ? rules.filter(({ allows }) => allows.is === 'yes') : []
    const best = allowing.find(({ byAddress }) => byAddress !== true) ?? allowing[0]
    if (best === undefined) continue
    const doubt = best.byAddress === true ? ', by an ipBlock: Cilium does not count those for pods' : ''
    return `${nameOf(policy)} allows it at ${formatPath(best.rule.at)}${doubt}`
  }
  return `whichever NetworkPolicy selects ${subject.text} allows it`
}

/** The first thing that would have to be known. */
function openQuestion(isolating: readonly IsolatingPolicy[]): string {
  for (const { selects, rules } of isolating) {
    const open = [selects, ...rules.map(({ allows }) => allows)].find(({ is }) => is === 'maybe')
    if (open?.because !== undefined) return open.because
  }
  return 'something that is not known'
}
