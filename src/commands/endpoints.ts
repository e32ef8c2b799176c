import { Args, Flags } from '@oclif/core'
import { endpointsJson, endpointsText } from '../report/list/endpoints.ts'
import { SvcCommand } from './base/command.ts'
import { describeEndpoints } from './base/describe-endpoints.ts'
import { findServices } from './base/find-services.ts'
import { endpointKinds } from './base/kinds.ts'
import { readWorld } from './base/read-world.ts'
import { worldFlags } from './base/world-flags.ts'

export default class Endpoints extends SvcCommand {
  static override summary = 'show which pods a Service leads to, which not, and why'
  static override description =
    'One row for each pod that the selector chooses; the predicted EndpointSlices beside the actual ones.'
  static override examples = [
    'svc endpoints chat-api',
    'svc endpoints -n shop',
    'svc endpoints chat-api -f deploy/ -o json',
  ]
  static override strict = false
  static override usage = 'endpoints [SERVICE...] [FLAGS]'
  static override args = {
    service: Args.string({ description: 'Services, as NAME or NAMESPACE/NAME; all when left out' }),
  }
  static override flags = {
    output: Flags.option({
      char: 'o',
      options: ['text', 'json'] as const,
      default: 'text' as const,
      description: 'format',
    })(),
    ...worldFlags,
  }

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Endpoints)
    const read = await readWorld([], flags, endpointKinds)
    const services = findServices(argv as string[], read).map((service) =>
      describeEndpoints(read.world, service),
    )
    this.print(
      flags.output === 'json'
        ? endpointsJson(services)
        : endpointsText(services, await this.screen(flags.color)),
    )
  }
}
