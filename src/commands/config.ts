import { existsSync } from 'node:fs'
import { Flags } from '@oclif/core'
import { SvcError } from '../errors.ts'
import { configText } from '../report/help/config.ts'
import { configNames } from '../sources/config/find-config.ts'
import { newConfig } from '../sources/config/new-config.ts'
import { writeFileAtomically } from '../sources/files/write-file.ts'
import { SvcCommand } from './shared/command.ts'
import { configOf } from './shared/read-config.ts'
import { settingsShown } from './shared/settings-shown.ts'

export default class ConfigCommand extends SvcCommand {
  static override summary = 'show the configuration of a project, or write a first one'
  static override description =
    'svc.config.yaml is found in the working directory or above it, up to the root of the git repository. A flag beats it.'
  static override examples = ['svc config', 'svc config --init', 'svc config --config ci/svc.config.yaml']
  static override flags = {
    init: Flags.boolean({ description: `write ${configNames[0]} with all settings as comments` }),
    print: Flags.boolean({
      exclusive: ['init'],
      description: 'show each setting and where it is from (the default)',
    }),
    config: Flags.string({ helpValue: 'FILE', description: 'configuration to show or write' }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(ConfigCommand)
    if (flags.init) {
      const file = flags.config ?? configNames[0]
      if (file === '-') return this.print(newConfig)
      if (existsSync(file))
        throw new SvcError('usage', `${file} is there already`, {
          file,
          hint: 'svc config shows what it says',
        })
      writeFileAtomically(file, newConfig, { before: '' })
      this.say(`wrote ${file}\n`)
      return
    }
    const config = await configOf(flags)
    this.print(configText(settingsShown(config)))
  }
}
