import { Args, Flags } from '@oclif/core'
import { exitCodes, SvcError } from '../errors.ts'
import { traceJson } from '../report/trace/json.ts'
import { traceText } from '../report/trace/text.ts'
import { backendNamespaces, gatewayNamespaces, namespacesOf } from '../trace/namespaces.ts'
import { parseTarget } from '../trace/target.ts'
import { trace } from '../trace/trace.ts'
import { defined } from '../world/defined.ts'
import { SvcCommand } from './shared/command.ts'
import { backendKinds, gatewayKinds, servedKinds, tracedKinds } from './shared/kinds.ts'
import { readWorldAround } from './shared/read-world.ts'
import { worldFlags } from './shared/world-flags.ts'

const exitCodeOf = { works: exitCodes.fine, broken: exitCodes.broken, undecided: exitCodes.undecided }

export default class Trace extends SvcCommand {
  static override summary =
    'follow one request through DNS, virtual IP, endpoints, pod and port to where it breaks'
  static override description =
    'TARGET is what the client calls: a name, name.namespace, name:port, a URL, an IP and port, node/NAME:PORT, or svc/NAME. A URL (of gRPC: grpc://HOST/SERVICE/METHOD), or the port of an address, may be one that an Ingress or a Gateway serves.'
  static override examples = [
    'svc trace chat-api',
    'svc trace http://chat-api.shop:8080/v1 --from deploy/frontend',
    'svc trace chat-api -f deploy/ --from deploy/frontend',
    'svc trace node/n1:30080 --from external',
  ]
  static override args = { target: Args.string({ required: true, description: 'what the client calls' }) }
  static override flags = {
    output: Flags.option({
      char: 'o',
      options: ['text', 'json'] as const,
      default: 'text' as const,
      description: 'format',
    })(),
    from: Flags.string({
      helpValue: 'CLIENT',
      description: 'who calls: pod/NAME, deploy/NAME, node/NAME, NS/KIND/NAME, or external',
    }),
    ...worldFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Trace)
    const read = parseTarget(args.target)
    if (read === undefined) {
      throw new SvcError('usage', `"${args.target}" is no target`, {
        hint: 'write web, web.shop, web:80, http://web:8080, 10.96.3.4:80, node/n1:30080 or svc/web',
      })
    }
    const { from } = flags
    const { world, namespace } = await readWorldAround(
      flags,
      read.url === undefined && read.address === undefined ? tracedKinds : servedKinds,
      {
        others: (own) => namespacesOf({ target: args.target, namespace: own, ...defined({ from }) }),
        behind: (world) => [
          ...gatewayNamespaces(world).map((namespace) => ({ namespace, kinds: gatewayKinds })),
          ...backendNamespaces(world).map((namespace) => ({ namespace, kinds: backendKinds })),
        ],
      },
    )
    const result = trace(world, { target: args.target, namespace, ...defined({ from }) })
    this.print(
      flags.output === 'json'
        ? traceJson(result, world)
        : traceText(result, world, await this.screen(flags.color)),
    )
    this.exitCode = exitCodeOf[result.verdict.status]
  }
}
