import { Args } from '@oclif/core'
import { traceJson } from '../report/trace/json.ts'
import { traceText } from '../report/trace/text.ts'
import { defined } from '../world/defined.ts'
import { checkTarget } from './shared/check-target.ts'
import { SvcCommand } from './shared/command.ts'
import { traceExitCode } from './shared/exit-code.ts'
import { findClient } from './shared/find-client.ts'
import { tracedWith, withProbeLogin, withProbeMode } from './shared/probe.ts'
import { readClient } from './shared/read-client.ts'
import { traceFlags } from './shared/trace-flags.ts'
import { oneNameThenPaths, withPaths } from './shared/words.ts'
import { readWorldAsked } from './shared/read-world.ts'
import { traceQuestion } from './shared/trace-question.ts'

const example = 'svc trace http://chat-api.shop:8080 --from deploy/frontend'
const traceWords = { command: 'trace', what: 'TARGET, what the client calls', example }

export default class Trace extends SvcCommand {
  static override summary = 'follow a request to a Service hop by hop, and show where it breaks and why'
  static override description =
    'TARGET is what the client calls: a name, name.namespace, name:port, NAMESPACE/NAME, a URL, an IP and port, svc/NAME, pod/NAME, node/NAME:PORT, ingress/NAME, or httproute/NAME (and grpcroute, tlsroute, tcproute, udproute). A URL (of gRPC: grpc://HOST/SERVICE/METHOD), or the port of an address, may be one that an Ingress or a Gateway serves.'
  static override examples = [
    'svc trace chat-api',
    'svc trace http://chat-api.shop:8080/v1 --from deploy/frontend',
    'svc trace chat-api deploy/ --from deploy/frontend',
    'svc trace node/n1:30080 --from external',
    'svc trace chat-api.shop --from deploy/frontend --probe',
  ]
  static override strict = false
  static override usage = 'trace TARGET [PATH...] [FLAGS]'
  static override args = {
    target: Args.string({ description: 'what the client calls' }),
    path: Args.string({ description: 'files or folders to read instead of the cluster, as with -f' }),
  }
  static override flags = traceFlags

  async run(): Promise<void> {
    const { argv, flags: given } = await this.parse(Trace, withProbeMode(this.argv))
    const { name: target, paths } = oneNameThenPaths(argv as string[], traceWords)
    const flags = withPaths(given, paths)
    checkTarget(target)
    readClient(flags.from)
    const asked = { target, ...defined({ from: flags.from }) }
    const question = traceQuestion(asked)
    const { result, world } = await withProbeLogin(flags, async (own) => {
      const { world: read, namespace } = await readWorldAsked(own, question, question)
      findClient(flags.from, read, namespace)
      return { world: read, result: await tracedWith(own, read, { ...asked, namespace }) }
    })
    this.report(
      flags.output === 'json'
        ? traceJson(result, world)
        : traceText(result, world, await this.screen(flags.color)),
    )
    this.exitCode = traceExitCode(result.verdict, flags['allow-degraded'])
  }
}
