import { Args, Flags } from '@oclif/core'
import { SvcError } from '../errors.ts'
import { endpointsJson, endpointsText } from '../report/inspect/endpoints.ts'
import { defined } from '../world/defined.ts'
import { SvcCommand } from './shared/command.ts'
import { describeEndpoints } from '../inspect/endpoints.ts'
import { describeReach } from '../inspect/reach.ts'
import { readingExitCode } from './shared/exit-code.ts'
import { findServices } from './shared/find-services.ts'
import { allVantages, findVantage, namespacesOfVantage } from './shared/find-vantage.ts'
import { endpointKinds } from './shared/kinds.ts'
import { readWorld, readWorldAround } from './shared/read-world.ts'
import { worldFlags } from './shared/world-flags.ts'

export default class Endpoints extends SvcCommand {
  static override summary = 'show which pods a Service leads to, which not, and why'
  static override description =
    'One row for each pod that the selector chooses; the predicted EndpointSlices beside the actual ones.'
  static override examples = [
    'svc endpoints chat-api',
    'svc endpoints -n shop',
    'svc endpoints chat-api -f deploy/ -o json',
    'svc endpoints chat-api -f deploy/ -o yaml',
    'svc endpoints chat-api --from frontend-7d4f --via cluster-ip',
    'svc endpoints chat-api --from external --via node-port',
    'svc endpoints chat-api --matrix',
  ]
  static override strict = false
  static override usage = 'endpoints [SERVICE...] [FLAGS]'
  static override args = {
    service: Args.string({ description: 'Services, as NAME or NAMESPACE/NAME; all when left out' }),
  }
  static override flags = {
    output: Flags.option({
      char: 'o',
      options: ['text', 'json', 'yaml'] as const,
      default: 'text' as const,
      description: 'format',
    })(),
    from: Flags.string({
      helpValue: 'CLIENT',
      description: 'what packets from there reach: pod/NAME, NS/pod/NAME, node/NAME or external',
    }),
    via: Flags.option({
      options: ['cluster-ip', 'node-port', 'load-balancer', 'external-ip'] as const,
      description: 'with --from or --matrix: by this address only',
    })(),
    matrix: Flags.boolean({
      exclusive: ['from'],
      description: 'what packets from every node, and from outside, reach at every node',
    }),
    ...worldFlags,
  }

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Endpoints)
    const { from, matrix, via } = flags
    if (via !== undefined && from === undefined && !matrix)
      throw new SvcError('usage', '--via says how, and not from where', { hint: 'add --from or --matrix' })
    const asksPackets = from !== undefined || matrix
    const read = asksPackets
      ? await readWorldAround(flags, endpointKinds, { others: () => namespacesOfVantage(from ?? '') })
      : await readWorld([], flags, endpointKinds)
    const { world, namespace } = read
    const clients = matrix
      ? allVantages(world)
      : from === undefined
        ? []
        : [findVantage(from, world, namespace)]
    const services = findServices(argv as string[], read).map((service) => ({
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
    this.print(
      flags.output === 'json'
        ? endpointsJson(services, world)
        : endpointsText(services, world, await this.screen(flags.color)),
    )
  }
}
