import { Args, Flags } from '@oclif/core'
import { formatsOf } from '../report/formats.ts'
import { SvcError } from '../errors.ts'
import { endpointsReporters } from '../report/inspect/endpoints.ts'
import { defined } from '../world/defined.ts'
import { SvcCommand } from './shared/command.ts'
import { outputOption } from './shared/output-option.ts'
import { describeEndpoints } from '../inspect/endpoints.ts'
import { describeReach } from '../inspect/reach.ts'
import { readingExitCode } from './shared/exit-code.ts'
import { findServices } from './shared/find-services.ts'
import { allClients, findClient, namespacesOfClient } from './shared/find-client.ts'
import { aliasKinds, endpointKinds } from './shared/kinds.ts'
import { inputsOf, orPathMeant, splitWords, withPaths } from './shared/words.ts'
import { readWorld, readWorldAround } from './shared/read-world.ts'
import { worldFlags } from './shared/world-flags.ts'

export default class Endpoints extends SvcCommand {
  static override summary = 'show which pods a Service selects, which it does not, and why'
  static override description =
    'One row for each pod that the selector matches, then the predicted EndpointSlices next to the actual ones.'
  static override examples = [
    'svc endpoints chat-api',
    'svc endpoints -n shop',
    'svc endpoints chat-api deploy/',
    'svc endpoints deploy/ -o yaml',
    'svc endpoints chat-api --from frontend-7d4f --via cluster-ip',
    'svc endpoints chat-api --from external --via node-port',
    'svc endpoints chat-api --matrix',
  ]
  static override strict = false
  static override usage = 'endpoints [SERVICE...] [PATH...] [FLAGS]'
  static override args = {
    service: Args.string({ description: 'NAME or NAMESPACE/NAME (default: all Services)' }),
    path: Args.string({ description: 'files or folders to read instead of the cluster, as with -f' }),
  }
  static override flags = {
    output: Flags.option({
      ...outputOption,
      options: formatsOf.endpoints,
      default: formatsOf.endpoints[0],
    })(),
    from: Flags.string({
      helpValue: 'CLIENT',
      description:
        'show what a client reaches: pod/NAME, deploy/NAME, NS/KIND/NAME, node/NAME, apiserver or external',
    }),
    via: Flags.option({
      options: ['cluster-ip', 'node-port', 'load-balancer', 'external-ip'] as const,
      description: 'with --from or --matrix: through this address only',
    })(),
    matrix: Flags.boolean({
      exclusive: ['from'],
      description: 'show what every node, and a client outside the cluster, reaches',
    }),
    ...worldFlags,
  }

  async run(): Promise<void> {
    const { argv, flags: given } = await this.parse(Endpoints)
    const { names, paths } = splitWords(argv as string[])
    const flags = withPaths(given, paths)
    const { from, matrix, via } = flags
    if (via !== undefined && from === undefined && !matrix)
      throw new SvcError('usage', '--via says how, and not from where', { hint: 'add --from or --matrix' })
    const asksPackets = from !== undefined || matrix
    const read = await orPathMeant(names, () =>
      asksPackets
        ? readWorldAround(flags, [...aliasKinds, 'Namespace'], { others: () => namespacesOfClient(from) })
        : readWorld([], flags, endpointKinds),
    )
    const { world, namespace } = read
    const clients = matrix
      ? allClients(world)
      : from === undefined
        ? []
        : [findClient(from, world, namespace)]
    const services = findServices(names, read, inputsOf([], flags)).map((service) => ({
      ...describeEndpoints(world, service),
      ...(asksPackets
        ? { reach: describeReach(world, service, { clients, ...defined({ via }) }), isMatrix: matrix }
        : {}),
    }))
    this.exitCode = readingExitCode(world)
    if (flags.output === 'yaml') {
      const { slicesYaml } = await import('./shared/slices-yaml.ts')
      return this.print(slicesYaml(services))
    }
    this.report(endpointsReporters[flags.output](services, world, await this.screen(flags.color)))
  }
}
