import { Args } from '@oclif/core'
import { shellLine } from '../text/shell.ts'
import { newFlags } from './new/flags.ts'
import { wizardWords } from './new/wizard-words.ts'
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
    const asked = await wizardWords(this.argv, flags.wizard, this.io)
    if (asked === undefined) {
      this.exitCode = await writeService({ args, flags }, this.output)
      return
    }
    ;({ args, flags } = await this.parse(New, asked))
    const line = `svc new ${shellLine(asked)}`
    try {
      this.exitCode = await writeService({ args, flags }, this.output, true)
      this.say(`\nthe same again:\n  ${line}\n`)
    } catch (error) {
      // what was answered is not lost
      this.say(`\nwhat you asked for, to change it:\n  ${line}\n`)
      throw error
    }
  }
}
