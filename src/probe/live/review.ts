import type { Wire } from '../../sources/cluster/wire.ts'
import { valueAt } from '../../world/place.ts'
import type { Right } from '../../trace/model.ts'
import { contentOf } from '../content.ts'
import { reviewOf } from '../rights.ts'
import { isNoAnswer, limits } from './looking.ts'

/**
 * Asks the API server for a right before it is used. Out: why it is not there, undefined where it is. A cluster that does not answer the
 * question grants nothing.
 */
export async function refusalOfRight(wire: Wire, right: Right): Promise<string | undefined> {
  const answer = await wire.ask({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: reviewOf(right),
    limitMs: limits.review,
  })
  if (isNoAnswer(answer)) return answer.because
  const content = contentOf(answer)
  const status = valueAt(content, ['status'])
  if (valueAt(status, ['allowed']) === true) return undefined
  const reason = valueAt(status, ['reason']) ?? valueAt(content, ['message'])
  return typeof reason === 'string' && reason !== '' ? reason : 'it is not granted'
}
