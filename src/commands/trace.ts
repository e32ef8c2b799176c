import { Args, Flags } from '@oclif/core'
import { formatsOf } from '../report/formats.ts'
import { exitCodes, SvcError } from '../errors.ts'
import { traceJson } from '../report/trace/json.ts'
import { traceText } from '../report/trace/text.ts'
import { parseTarget } from '../diagnose/journey/target.ts'
import { trace } from '../trace/trace.ts'
import { defined } from '../world/defined.ts'
import { SvcCommand } from './shared/command.ts'
import { outputOption } from './shared/output-option.ts'
import { findClient } from './shared/find-client.ts'
import { readClient } from './shared/read-client.ts'
import { oneNameThenPaths, withPaths } from './shared/words.ts'
import { readWorldAsked } from './shared/read-world.ts'
import { traceQuestion } from './shared/trace-question.ts'
import { worldFlags } from './shared/world-flags.ts'

const exitCodeOf = {
  works: exitCodes.fine,
  degraded: exitCodes.broken,
  broken: exitCodes.broken,
  undecided: exitCodes.undecided,
}

const traceWords = {
  command: 'trace',
  what: 'TARGET, what the client calls',
  example: 'svc trace http://chat-api.shop:8080 --from deploy/frontend',
}

const workload =
  /^(?:[a-z0-9-]+\/)?(deploy|deployments?|sts|statefulsets?|ds|daemonsets?|rs|replicasets?|jobs?|cronjobs?)(?:\.[a-z0-9.]+)?\/([^/]+)$/i

function isWorkload(target: string): boolean {
  return workload.test(target)
}

/** A Deployment has no address: what is called is a Service that selects its pods. */
function refuseWorkload(target: string): never {
  const name = target.slice(target.lastIndexOf('/') + 1)
  throw new SvcError('usage', `"${target}" has no address of its own: a client calls a Service or a pod`, {
    hint: `for example: svc trace ${name}; svc endpoints shows which Service selects which pods`,
  })
}

export default class Trace extends SvcCommand {
  static override summary = 'follow a request to a Service hop by hop, and show where it breaks and why'
  static override description =
    'TARGET is what the client calls: a name, name.namespace, name:port, NAMESPACE/NAME, a URL, an IP and port, svc/NAME, pod/NAME, node/NAME:PORT, ingress/NAME, or httproute/NAME. A URL (of gRPC: grpc://HOST/SERVICE/METHOD), or the port of an address, may be one that an Ingress or a Gateway serves.'
  static override examples = [
    'svc trace chat-api',
    'svc trace http://chat-api.shop:8080/v1 --from deploy/frontend',
    'svc trace chat-api deploy/ --from deploy/frontend',
    'svc trace node/n1:30080 --from external',
  ]
  static override strict = false
  static override usage = 'trace TARGET [PATH...] [FLAGS]'
  static override args = {
    target: Args.string({ description: 'what the client calls' }),
    path: Args.string({ description: 'files or folders to read instead of the cluster, as with -f' }),
  }
  static override flags = {
    output: Flags.option({
      ...outputOption,
      options: formatsOf.trace,
      default: formatsOf.trace[0],
    })(),
    from: Flags.string({
      helpValue: 'CLIENT',
      description: 'client: pod/NAME, deploy/NAME, node/NAME, NS/KIND/NAME, apiserver, or external',
    }),
    'allow-degraded': Flags.boolean({
      description: 'exit with 0 where part of the endpoints answer',
    }),
    ...worldFlags,
  }

  async run(): Promise<void> {
    const { argv, flags: given } = await this.parse(Trace)
    const { name: target, paths } = oneNameThenPaths(argv as string[], traceWords)
    const flags = withPaths(given, paths)
    const read = isWorkload(target) ? refuseWorkload(target) : parseTarget(target)
    if (read === undefined) {
      throw new SvcError('usage', `"${target}" is not a target`, {
        hint: 'write web, web.shop, web:80, http://web:8080, 10.96.3.4:80, svc/web, shop/web, pod/web-0, node/n1:30080 or ingress/web',
      })
    }
    const { from } = flags
    readClient(from)
    const question = traceQuestion({ target, ...defined({ from }) })
    const { world, namespace } = await readWorldAsked(flags, question, question)
    findClient(from, world, namespace)
    const result = trace(world, { target, namespace, ...defined({ from }) })
    this.report(
      flags.output === 'json'
        ? traceJson(result, world)
        : traceText(result, world, await this.screen(flags.color)),
    )
    const { status } = result.verdict
    this.exitCode = status === 'degraded' && flags['allow-degraded'] ? exitCodes.fine : exitCodeOf[status]
  }
}
