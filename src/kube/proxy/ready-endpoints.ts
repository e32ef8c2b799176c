import type { World } from '../../world/world.ts'
import type { DefaultedPort } from '../core/defaults.ts'
import { familiesOf } from '../core/families.ts'
import { backendsOf } from './backends.ts'
import type { ReachedEndpoint, ReachQuestion } from './model.ts'
import { proxiedPort } from './proxied-port.ts'
import { viewOf } from './view.ts'

/** All ready endpoints of a port in the family of a question, whatever node decides: those that some node may choose from. */
export function readyEndpoints(
  world: World,
  question: ReachQuestion,
  servicePort: DefaultedPort,
): ReachedEndpoint[] {
  const view = viewOf(world, question.service)
  const first = familiesOf(question.service.manifest)[0] === 'IPv6' ? 'IPv6' : 'IPv4'
  const port = proxiedPort(question.service.manifest, servicePort, question.family ?? first)
  if (port === undefined) return []
  return backendsOf(view.slices, port, view.gates)
    .filter(({ ready }) => ready)
    .map(({ address, port: number, node, target }) => ({
      ...(address === undefined ? {} : { address }),
      port: number,
      ...(node === undefined ? {} : { node }),
      ...(target === undefined ? {} : { target }),
    }))
}
