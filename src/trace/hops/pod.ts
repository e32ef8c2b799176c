import { isUsable } from '../../kube/endpointslice/candidates.ts'
import { count, joinList } from '../../text/wording.ts'
import { evidence } from '../evidence.ts'
import { isReached } from '../policy-ends.ts'
import type { HopRule } from '../model.ts'

export const podHop: HopRule = {
  id: 'pod',
  asks: 'whether the chosen pod can answer',

  answer({ candidates = [], reach }) {
    const usable = candidates.filter((candidate) => isUsable(candidate) && isReached(candidate, reach))
    const pods = usable.filter(({ conditions }) => conditions !== undefined)
    if (pods.length === 0) {
      return { status: 'ok', because: 'not there yet: a manifest cannot say whether its pods become ready' }
    }
    const left = candidates.filter(
      (candidate) =>
        !usable.includes(candidate) && candidate.podSource.pod !== undefined && !isUsable(candidate),
    )
    const names = joinList(
      pods.map(({ podSource }) => podSource.resource.name),
      3,
    )
    const rest =
      left.length === 0
        ? ''
        : `; without ${joinList(
            left.map(({ podSource, because }) => `${podSource.resource.name} (${because})`),
            2,
          )}`
    return {
      status: 'ok',
      because: `${count(pods.length, 'pod')} to choose from: ${names}${rest}`,
      basis: 'observed',
      reasons: left,
      evidence: pods
        .slice(0, 3)
        .map(({ podSource }) => evidence(podSource.resource, ['status', 'conditions'])),
    }
  },
}
