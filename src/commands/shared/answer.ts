import type { Dependent } from '../../diagnose/dependents.ts'
import type { ServiceEndpoints } from '../../inspect/model.ts'
import type { ServiceHealth } from '../../inspect/service-health.ts'
import { workloadKinds, type Kind } from '../../world/kinds.ts'
import type { World } from '../../world/world.ts'
import { namingKinds, pointingKinds } from './kinds.ts'

/** What the answer of a command rests on. */
export interface AnswerBasis {
  /** The kinds whose objects are the answer: one that was not read hides a part of it. */
  readonly shows: readonly Kind[]
  /** Whether a part of the answer says that it is not known. */
  readonly isOpen: boolean
}

/** A list of Services: any other kind counts only where the health of one is not known without it. */
export function healthAnswer(services: readonly Pick<ServiceHealth, 'health'>[]): AnswerBasis {
  return { shows: ['Service'], isOpen: services.some(({ health }) => health === 'unknown') }
}

/** Candidates and slices: workloads and nodes count only where a candidate, a hint or a packet needs them. */
export function endpointsAnswer(world: World, services: readonly ServiceEndpoints[]): AnswerBasis {
  const isOpen = ({ namespace, candidates, hints, reach = [] }: ServiceEndpoints) =>
    candidates.some((candidate) => candidate.in === undefined) ||
    (candidates.length === 0 && world.doubt(workloadKinds, namespace) !== undefined) ||
    hints.some(({ doubt }) => doubt !== undefined) ||
    reach.some(({ outcome }) => outcome === 'unknown')
  return { shows: ['Service', 'Pod', 'EndpointSlice'], isOpen: services.some(isOpen) }
}

/** Whoever may refer to a Service; what only decides whether a reference holds counts where one is not known to. */
export function dependentsAnswer(dependents: readonly Pick<Dependent, 'ok'>[]): AnswerBasis {
  return {
    shows: [...namingKinds, ...pointingKinds],
    isOpen: dependents.some(({ ok }) => ok === undefined),
  }
}
