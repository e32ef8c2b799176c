import { recently } from '../../world/recent.ts'
import type { PodSpec } from '../../world/types/manifest.ts'

export type Containers = Pick<PodSpec, 'containers' | 'initContainers'>

const none: readonly never[] = []

/**
 * A function of the containers of a pod that remembers its last answers, as `recently` does. Pods of one owner share them, also where they
 * run on different nodes.
 */
export function byContainers<V>(compute: (spec: Containers) => V): (spec: Containers) => V {
  const answers = recently((_containers: object): { init?: object; value?: V } => ({}))
  return (spec) => {
    const answer = answers(spec.containers ?? none)
    const init = spec.initContainers ?? none
    if (answer.init !== init) Object.assign(answer, { init, value: compute(spec) })
    return answer.value as V
  }
}
