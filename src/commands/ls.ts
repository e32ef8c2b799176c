import { Flags } from '@oclif/core'
import { typeOf } from '../kube/apiserver/defaults.ts'
import { healthOf } from '../kube/proxy/health.ts'
import { servicesJson, servicesText } from '../report/list/services.ts'
import { SvcCommand } from './base/command.ts'
import { findServices } from './base/find-services.ts'
import { endpointKinds } from './base/kinds.ts'
import { readWorld } from './base/read-world.ts'
import { selectResources } from './base/select-resources.ts'
import { worldFlags } from './base/world-flags.ts'

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
        ? servicesJson(services)
        : servicesText(services, await this.screen(flags.color)),
    )
  }
}
