import type { Wire } from '../../sources/cluster/wire.ts'
import { withoutSecrets } from '../../text/credentials.ts'
import { valueAt } from '../../world/place.ts'
import type { ProbeRight } from '../../diagnose/probe-report.ts'
import { contentOf } from '../content.ts'
import { reviewOf, rightText } from '../rights.ts'
import { isNoAnswer, limits } from './looking.ts'

/**
 * Asks the API server for a right before it is used. Out: undefined where it is granted, else a clause: that it is not, or that
 * nobody says so.
 */
export async function refusalOfRight(wire: Wire, right: ProbeRight): Promise<string | undefined> {
  const answer = await wire.ask({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: reviewOf(right),
    limitMs: limits.review,
  })
  if (isNoAnswer(answer)) return `whether you may ${rightText(right)} is not known: ${answer.because}`
  const content = contentOf(answer)
  const allowed = valueAt(content, ['status', 'allowed'])
  if (allowed === true) return undefined
  if (allowed === false) return `you may not ${rightText(right)}`
  const message = valueAt(content, ['message'])
  const said =
    typeof message === 'string' ? withoutSecrets(message) : `the API server answered ${answer.status}`
  return `whether you may ${rightText(right)} is not known: ${said}`
}
