import { Flags } from '@oclif/core'
import { SvcError } from '../errors.ts'
import { writeFileAtomically } from '../sources/files/write-file.ts'
import { jsonLine } from '../text/json.ts'
import { gapsText } from '../report/not-read.ts'
import { noColors } from '../report/palette.ts'
import { count } from '../text/wording.ts'
import { buildWorld } from '../world/world.ts'
import { SvcCommand } from './shared/command.ts'
import { lintedKinds } from './shared/kinds.ts'
import { readLiveAround } from './shared/read-live.ts'
import { readingExitCode } from './shared/exit-code.ts'
import { snapshotAround, snapshotOf } from './shared/snapshot-of.ts'
import { worldFlags } from './shared/world-flags.ts'

const { filename: _filename, complete: _complete, ...clusterFlags } = worldFlags

export default class SnapshotCommand extends SvcCommand {
  static override id = 'snapshot'
  static override summary = 'save what svc reads of a cluster to a file, to lint and trace it elsewhere'
  static override description =
    'Secrets are never read. Environment values, commands, arguments and ConfigMap data are redacted, except for the names of Services in them.'
  static override examples = [
    'svc snapshot -n shop -w shop.json',
    'svc lint shop.json',
    'svc trace chat-api -n shop -f shop.json',
  ]
  static override flags = {
    write: Flags.string({
      char: 'w',
      helpValue: 'FILE',
      description: 'file to write (default: standard output)',
    }),
    ...clusterFlags,
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(SnapshotCommand)
    const read = await readLiveAround({ ...flags, complete: false }, lintedKinds, snapshotAround)
    const { result } = read
    if (result.resources.length === 0) {
      throw new SvcError('undecided', 'there is nothing to write: no object could be listed', {
        hint: result.coverage[0]?.because ?? 'name a namespace with -n, or all of them with -A',
      })
    }
    const world = buildWorld(result)
    this.exitCode = readingExitCode(world, { shows: lintedKinds, isOpen: true })
    this.say(gapsText(world, { ...(await this.screen(flags.color)), palette: noColors }))
    const snapshot = snapshotOf(read, world, new Date())
    const text = jsonLine(snapshot)
    if (flags.write === undefined || flags.write === '-') return this.print(text)
    writeFileAtomically(flags.write, text)
    this.say(`wrote ${count(snapshot.items.length, 'object')} to ${flags.write}\n`)
  }
}
