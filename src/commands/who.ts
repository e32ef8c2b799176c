import { Args, Flags } from '@oclif/core'
import { SvcError } from '../errors.ts'
import { dependents } from '../diagnose/dependents.ts'
import { dependentsJson, dependentsText } from '../report/inspect/dependents.ts'
import { SvcCommand } from './shared/command.ts'
import { readingExitCode } from './shared/exit-code.ts'
import { findServices } from './shared/find-services.ts'
import { referringKinds } from './shared/kinds.ts'
import { readWorldEverywhere } from './shared/read-world.ts'
import { worldFlags } from './shared/world-flags.ts'

const { 'all-namespaces': _everywhere, ...flagsOfOne } = worldFlags

export default class Who extends SvcCommand {
  static override summary = 'list who depends on a Service, and which of them reach it'
  static override description =
    'Ingresses, routes, webhooks, API services, StatefulSets, monitors, hosts of Istio, and names in env, arguments, ConfigMaps and annotations, of all namespaces.'
  static override examples = [
    'svc who chat-api',
    'svc who shop/chat-api',
    'svc who chat-api -f deploy/ -o json',
  ]
  static override args = {
    service: Args.string({ required: true, description: 'the Service, as NAME or NAMESPACE/NAME' }),
  }
  static override flags = {
    output: Flags.option({
      char: 'o',
      options: ['text', 'json'] as const,
      default: 'text' as const,
      description: 'format',
    })(),
    ...flagsOfOne,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Who)
    const [, inNamespace] = args.service.split('/').toReversed()
    const read = await readWorldEverywhere(
      { ...flags, 'all-namespaces': false },
      referringKinds,
      (own) => inNamespace ?? own,
    )
    const [service, another] = findServices([args.service], read)
    if (service === undefined || another !== undefined) {
      throw new SvcError('usage', `several namespaces have a Service "${args.service}"`, {
        hint: `write it as NAMESPACE/NAME, such as ${service?.namespace}/${args.service}`,
      })
    }
    const { world } = read
    const result = { service, dependents: dependents(world, service), gaps: world }
    this.print(
      flags.output === 'json'
        ? dependentsJson(result)
        : dependentsText(result, await this.screen(flags.color)),
    )
    this.exitCode = readingExitCode(world)
  }
}
