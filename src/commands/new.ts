import { Args } from '@oclif/core'
import { adviceLine } from '../author/type-advice.ts'
import { newService } from '../author/new-service.ts'
import { manifestsYaml } from '../author/print.ts'
import { SvcError } from '../errors.ts'
import { companionsOf } from '../author/companions/index.ts'
import type { Manifest, Service } from '../world/types/manifest.ts'
import { shellLine } from '../text/shell.ts'
import { SvcCommand } from './shared/command.ts'
import { lintManifests } from './shared/lint-manifest.ts'
import { companionNotes, readCompanions } from './new/read-companions.ts'
import { deliver, deliverFile } from './new/deliver.ts'
import { newFlags, type NewFlags } from './new/flags.ts'
import { readPresets, withPresets } from './new/read-presets.ts'
import { readIntent, type NewArgs } from './new/read-intent.ts'

export default class New extends SvcCommand {
  static override summary = 'write the manifest of a Service, linted before it is printed'
  static override usage = 'new [TYPE] NAME [FLAGS]'
  static override examples = [
    'svc new clusterip chat-api --port 80:http',
    'svc new loadbalancer chat-api -p http=80:8080 -p grpc=9000:grpc+kubernetes.io/h2c',
    'svc new headless trainer --port 29500 --publish-not-ready --selector app=trainer',
    'svc new externalname models --external-name models.example.com',
    'svc new clusterip web --port 80 | kubectl apply -f -',
  ]
  static override args = {
    type: Args.string({
      description: 'clusterip nodeport loadbalancer headless externalname',
    }),
    name: Args.string({ description: 'its name' }),
  }
  static override flags = newFlags

  async run(): Promise<void> {
    let { args, flags } = await this.parse(New)
    if (flags['help-me-choose']) {
      const { helpMeChoose } = await import('./new/choose-type.ts')
      this.print(await helpMeChoose(this.io))
      return
    }
    const asked = await this.askAll(flags.wizard)
    if (asked === undefined) {
      await this.write(args, flags)
      return
    }
    ;({ args, flags } = await this.parse(New, asked))
    const line = `svc new ${shellLine(asked)}`
    try {
      await this.write(args, flags, true)
      this.say(`\nthe same again:\n  ${line}\n`)
    } catch (error) {
      // what was answered is not lost
      this.say(`\nwhat you asked for, to change it:\n  ${line}\n`)
      throw error
    }
  }

  /** The words that the wizard makes; undefined when nobody asked for it. */
  private async askAll(wanted: boolean): Promise<string[] | undefined> {
    const { stdin, stdout } = this.io
    if (!wanted && !(this.argv.length === 0 && stdin.isTTY && stdout.isTTY)) return undefined
    const { isAtTerminal, streamsOf } = await import('./new/ask.ts')
    if (!isAtTerminal(this.io))
      throw new SvcError('usage', '--wizard asks questions, and there is no terminal to ask at', {
        hint: 'say it all instead: svc new TYPE NAME --port PORT, or --from WORKLOAD',
      })
    const { runWizard } = await import('./new/wizard.ts')
    return runWizard(streamsOf(this.io))
  }

  /** `shows`: the manifest is to be seen even where it goes into a file. */
  private async write(args: NewArgs, flags: NewFlags, shows = false): Promise<void> {
    const output = { print: (text: string) => this.print(text), say: (text: string) => this.say(text) }
    if (flags.edit !== undefined) {
      const { editFile } = await import('./new/edit-file.ts')
      const { manifests, said, ...change } = await editFile(flags.edit, args, flags)
      const notes = [...said, ...lintManifests(manifests, undefined, flags['kubernetes-version'])]
      this.exitCode = await deliverFile(change, flags, output)
      for (const text of notes) this.remark(text)
      return
    }
    const choices = await readPresets(flags.preset)
    const read = await readIntent(args, flags)
    const selectorSaid =
      flags.selector !== undefined || flags['no-selector'] || read.surroundings !== undefined
    const { intent, said, surroundings } = withPresets(read, choices, selectorSaid)
    const service = newService(intent, flags['kubernetes-version'])
    const wishes = readCompanions(flags, choices)
    const manifests: [Service, ...Manifest[]] = [service, ...companionsOf(service, wishes)]
    const notes = [
      ...said,
      ...companionNotes(service, wishes),
      ...lintManifests(manifests, surroundings, flags['kubernetes-version']),
    ]
    if (shows && flags.into !== undefined) this.say(`${manifestsYaml(manifests)}\n`)
    // a failure is told alone
    this.exitCode = await deliver(manifests, flags, output)
    for (const text of [adviceLine(intent.type), ...notes]) this.remark(text)
  }
}
