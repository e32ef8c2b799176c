import { Flags } from '@oclif/core'
import { typeOf } from '../kube/core/defaults.ts'
import { healthOf } from '../inspect/health.ts'
import { servicesJson, servicesText } from '../report/inspect/services.ts'
import { SvcCommand } from './shared/command.ts'
import { readingExitCode } from './shared/exit-code.ts'
import { findServices } from './shared/find-services.ts'
import { endpointKinds } from './shared/kinds.ts'
import { readWorld } from './shared/read-world.ts'
import { selectResources } from './shared/select-resources.ts'
import { worldFlags } from './shared/world-flags.ts'

export default class Ls extends SvcCommand {
  static override summary = 'list every Service with its health in one line'
  static override examples = ['svc ls -A', 'svc ls -n shop', 'svc ls -f deploy/']
  static override flags = {
    output: Flags.option({
      char: 'o',
      options: ['text', 'json'] as const,
      default: 'text' as const,
      description: 'format',
    })(),
    selector: Flags.string({
      char: 'l',
      helpValue: 'SELECTOR',
      description: 'only Services with these labels',
    }),
    ...worldFlags,
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Ls)
    const only = selectResources(flags.selector)
    const read = await readWorld([], flags, endpointKinds)
    const services = findServices([], read)
      .filter(only)
      .map((service) => ({
        namespace: service.namespace ?? '',
        name: service.name,
        type: typeOf(service.manifest),
        ...healthOf(read.world, service),
      }))
    this.print(
      flags.output === 'json'
        ? servicesJson(services, read.world)
        : servicesText(services, read.world, await this.screen(flags.color)),
    )
    this.exitCode = readingExitCode(read.world)
  }
}
