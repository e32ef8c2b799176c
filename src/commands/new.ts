import { Args } from '@oclif/core'
import { newService } from '../author/new-service.ts'
import { SvcCommand } from './base/command.ts'
import { companionsOf } from '../author/companions/index.ts'
import { lintManifests } from './base/lint-manifest.ts'
import { companionNotes, readCompanions } from './base/new/companion-flags.ts'
import { deliver, deliverFile, type Delivered } from './base/new/deliver.ts'
import { newFlags } from './base/new/flags.ts'
import { readPresets, withPresets } from './base/new/preset-flags.ts'
import { readIntent } from './base/new/read-intent.ts'

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
      description: 'clusterip (when left out), nodeport, loadbalancer, headless, externalname',
    }),
    name: Args.string({ description: 'its name' }),
  }
  static override flags = newFlags

  async run(): Promise<void> {
    const { args, flags } = await this.parse(New)
    const mouth = { print: (text: string) => this.print(text), say: (text: string) => this.say(text) }
    if (flags.edit !== undefined) {
      const { editFile } = await import('./base/new/edit-file.ts')
      const { service, said, ...change } = await editFile(flags.edit, args, flags)
      for (const text of [...said, ...lintManifests([service])]) this.say(`${text}\n`)
      process.exitCode = await deliverFile(change, flags, mouth)
      return
    }
    const choices = await readPresets(flags.preset)
    const { intent, said, world } = withPresets(await readIntent(args, flags), choices, flags)
    const service = newService(intent, flags['kubernetes-version'])
    const wishes = readCompanions(flags, choices)
    const manifests: Delivered = [service, ...companionsOf(service, wishes)]
    const notes = [...said, ...companionNotes(service, wishes), ...lintManifests(manifests, world)]
    for (const text of notes) this.say(`${text}\n`)
    process.exitCode = await deliver(manifests, flags, mouth)
  }
}
