import { Flags } from '@oclif/core'
import { SvcError } from '../errors.ts'
import { redact } from '../kube/references/redact/redact.ts'
import type { Snapshot } from '../sources/files/snapshot-file.ts'
import { writeFileAtomically } from '../sources/files/write-file.ts'
import { jsonLine } from '../text/json.ts'
import { gapsText } from '../report/not-read.ts'
import { noColors } from '../report/palette.ts'
import { count } from '../text/wording.ts'
import type { Coverage, Unread } from '../world/coverage.ts'
import { kinds, type Kind } from '../world/kinds.ts'
import { buildWorld } from '../world/world.ts'
import { SvcCommand } from './shared/command.ts'
import {
  aliasKinds,
  backendKinds,
  dnsKinds,
  dnsNamespace,
  gatewayKinds,
  lintedKinds,
} from './shared/kinds.ts'
import { readLiveAround, type Around } from './shared/read-live.ts'
import { readingExitCode } from './shared/exit-code.ts'
import { aliasNamespaces, backendNamespaces, gatewayNamespaces } from '../trace/namespaces.ts'
import { worldFlags } from './shared/world-flags.ts'

const { filename: _filename, complete: _complete, ...clusterFlags } = worldFlags

/** What `svc trace` would read besides: a question asked of the snapshot must not end at its edge. */
const around: Around = {
  others: () => [],
  behind: (world) => [
    { namespace: dnsNamespace, kinds: dnsKinds },
    ...gatewayNamespaces(world).map((namespace) => ({ namespace, kinds: gatewayKinds })),
    ...backendNamespaces(world).map((namespace) => ({ namespace, kinds: backendKinds })),
    ...aliasNamespaces(world).map((namespace) => ({ namespace, kinds: aliasKinds })),
  ],
}

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
    const read = await readLiveAround({ ...flags, complete: false }, lintedKinds, around)
    const { result, context, serverVersion } = read
    if (result.resources.length === 0) {
      throw new SvcError('undecided', 'there is nothing to write: no object could be listed', {
        hint: result.coverage[0]?.because ?? 'name a namespace with -n, or all of them with -A',
      })
    }
    const world = buildWorld(result)
    this.exitCode = readingExitCode(world)
    this.say(gapsText(world, { ...(await this.screen(flags.color)), palette: noColors }))
    const snapshot: Snapshot = {
      version: 1,
      kind: 'SvcSnapshot',
      takenAt: new Date().toISOString(),
      context,
      ...(serverVersion === undefined ? {} : { serverVersion }),
      coverage: [...result.coverage, ...lostOf(result.unread)],
      items: result.resources.map(({ manifest, namespace = '' }) => redact(world, manifest, namespace)),
    }
    const text = jsonLine(snapshot)
    if (flags.write === undefined) return this.print(text)
    writeFileAtomically(flags.write, text)
    this.say(`wrote ${count(snapshot.items.length, 'object')} to ${flags.write}\n`)
  }
}

/** Objects that could not be understood are missing in the snapshot, so their kind is not whole in it. */
function lostOf(unread: readonly Unread[]): Coverage[] {
  return unread.flatMap(({ kind, label = '', because }) =>
    kind !== undefined && Object.hasOwn(kinds, kind)
      ? { kind: kind as Kind, state: 'failed', because: `${label} ${because}` }
      : [],
  )
}
