import type { AuthoredType } from '../../author/intent.ts'
import { SvcError } from '../../errors.ts'
import { defined } from '../../world/defined.ts'
import { formatLabels } from '../../world/labels.ts'
import type { ServicePort, StringMap } from '../../world/types/manifest.ts'
import { nameOf } from '../../world/resource.ts'
import type { WorkloadWorld } from '../shared/lint-manifest.ts'
import { parsePairs } from '../shared/pairs.ts'
import type { NewFlags } from './flags.ts'
import type { Identity } from './identity-flags.ts'
import { readPorts } from './port-flags.ts'
import { readPortChoice } from './source-flags.ts'

/** Which pods and ports are meant, by flags or by a workload. */
export interface ServiceSource {
  readonly type: AuthoredType
  readonly name: string
  readonly namespace?: string
  readonly labels?: StringMap
  readonly selector?: StringMap
  readonly ports: readonly ServicePort[]
  /** Sentences about what was inferred and what was left out. */
  readonly said: readonly string[]
  /** Those of the workload, where there is one. */
  readonly surroundings?: WorkloadWorld
}

/** Reads the flags about pods and ports, and the workload of --from. Throws SvcError `usage` that names the flag. */
export async function readSource(called: Identity, flags: NewFlags): Promise<ServiceSource> {
  return flags.from === undefined && flags.filename === undefined
    ? readFlagsAlone(called, flags)
    : readWorkload(called, flags)
}

function readFlagsAlone({ type = 'clusterip', name }: Identity, flags: NewFlags): ServiceSource {
  if (flags.ports !== undefined)
    throw new SvcError('usage', '--ports selects ports of a workload', {
      hint: 'add --from KIND/NAME, or give a port with --port',
    })
  if (name === undefined)
    throw new SvcError('usage', 'the Service needs a name', {
      hint: 'write svc new TYPE NAME --port PORT (or --name NAME), or --from WORKLOAD',
    })
  const ports = readPorts(flags)
  if (flags.selector !== undefined || flags['no-selector'] || type === 'externalname')
    return { type, name, ports, said: [], ...defined({ selector: givenSelector(flags) }) }
  const selector = { app: name }
  return { type, name, ports, selector, said: [assumes(selector)] }
}

/** What is said of a selector that was not asked for. */
export function assumes(selector: StringMap): string {
  return `selects pods with ${formatLabels(selector)}; name others with --selector`
}

async function readWorkload(called: Identity, flags: NewFlags): Promise<ServiceSource> {
  if (called.type === 'externalname')
    throw new SvcError('usage', 'an ExternalName Service has no pods', { hint: 'leave out --from and -f' })
  const { findWorkload } = await import('./find-workload.ts')
  const { inferService } = await import('../../author/infer/infer.ts')
  const { world, workload } = await findWorkload(flags.from, {
    ...flags,
    'all-namespaces': false,
    complete: false,
  })
  const own = workload.manifest.metadata?.namespace
  if (flags.namespace !== undefined && own !== undefined && own !== flags.namespace)
    throw new SvcError(
      'usage',
      `--namespace ${flags.namespace}: the pods of ${nameOf(workload)} are elsewhere`,
      {
        hint: `leave out --namespace: a Service selects pods of its own namespace, and theirs is ${own}`,
      },
    )
  const isGiven = givenPorts(flags)
  const isSelectorGiven = flags.selector !== undefined || flags['no-selector']
  const given = isGiven ? readPorts(flags) : []
  const wanted = { ...called, ports: readPortChoice(flags.ports), given, isSelectorGiven }
  const { selector, ...inferred } = inferService(world, workload, wanted)
  const chosen = isSelectorGiven ? givenSelector(flags) : selector
  return {
    ...inferred,
    ports: isGiven ? inferred.ports : readPorts(flags, inferred.ports),
    surroundings: defined({ world, namespace: workload.namespace ?? 'default', file: workload.origin.file }),
    ...defined({ selector: chosen }),
  }
}

/** Are there ports on the command line? */
export function givenPorts(flags: NewFlags): boolean {
  return [flags.port, flags.tcp, flags.udp, flags.sctp].some((words) => words !== undefined)
}

export function givenSelector({ selector }: NewFlags): StringMap | undefined {
  return selector === undefined ? undefined : parsePairs('--selector', selector.split(','))
}
