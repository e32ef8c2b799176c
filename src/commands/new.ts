import { Args } from '@oclif/core'
import { SvcError } from '../errors.ts'
import { shellLine } from '../text/shell.ts'
import { newFlags } from './new/flags.ts'
import { writeService } from './new/write-service.ts'
import { SvcCommand } from './shared/command.ts'
import { isServiceWord } from './shared/words.ts'

/** As in `kubectl create service clusterip web`. */
function withoutKind(words: string[]): string[] {
  const [first = '', second = '-'] = words
  return isServiceWord(first) && !second.startsWith('-') ? words.slice(1) : words
}

export default class New extends SvcCommand {
  static override summary = 'write the manifest of a Service, validated before it is printed'
  static override usage = 'new [TYPE] NAME [FLAGS]'
  static override examples = [
    'svc new clusterip chat-api --port 80:http',
    'svc new loadbalancer chat-api -p http=80:8080 -p grpc=9000:grpc+kubernetes.io/h2c',
    'svc new headless trainer --port 29500 --publish-not-ready --selector app=trainer',
    'svc new externalname models --external-name models.example.com',
    'svc new --from deploy.yaml',
    'svc new web --edit service.yaml --port 8080',
    'svc new clusterip web --port 80 | kubectl apply -f -',
  ]
  static override args = {
    type: Args.string({
      description: 'clusterip, nodeport, loadbalancer, headless or externalname',
    }),
    name: Args.string({ description: 'Service name' }),
  }
  static override flags = newFlags

  async run(): Promise<void> {
    let { args, flags } = await this.parse(New, withoutKind(this.argv))
    if (flags['help-me-choose']) {
      const { helpMeChoose } = await import('./new/choose-type.ts')
      this.print(await helpMeChoose(this.io))
      return
    }
    const output = {
      print: (text: string) => this.print(text),
      say: (text: string) => this.say(text),
      remark: (text: string) => this.remark(text),
    }
    const asked = await this.askAll(flags.wizard)
    if (asked === undefined) {
      this.exitCode = await writeService({ args, flags }, output)
      return
    }
    ;({ args, flags } = await this.parse(New, asked))
    const line = `svc new ${shellLine(asked)}`
    try {
      this.exitCode = await writeService({ args, flags }, output, true)
      this.say(`\nthe same again:\n  ${line}\n`)
    } catch (error) {
      // what was answered is not lost
      this.say(`\nwhat you asked for, to change it:\n  ${line}\n`)
      throw error
    }
  }

  /** The words that the wizard makes; undefined when it was not asked for. */
  private async askAll(wanted: boolean): Promise<string[] | undefined> {
    // Node opens its standard input when it is first looked at, which is for those who ask
    const isAlone = this.argv.length === 0 && this.io.stdin.isTTY && this.io.stdout.isTTY
    if (!wanted && !isAlone) return undefined
    const { isAtTerminal, streamsOf } = await import('./new/ask.ts')
    if (!isAtTerminal(this.io))
      throw new SvcError('usage', '--wizard asks questions, and there is no terminal to ask at', {
        hint: 'say it all instead: svc new TYPE NAME --port PORT, or --from WORKLOAD',
      })
    const { runWizard } = await import('./new/wizard.ts')
    return runWizard(streamsOf(this.io))
  }
}
