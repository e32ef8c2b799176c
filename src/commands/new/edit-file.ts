import { existsSync } from 'node:fs'
import type { Choice } from '../../author/choose-presets.ts'
import { companionsOf } from '../../author/companions/index.ts'
import { mergePorts } from '../../author/edit/merge-ports.ts'
import { editService, type Wishes } from '../../author/edit/edit-service.ts'
import { same } from '../../author/edit/same.ts'
import { intentOf } from '../../author/intent-of.ts'
import type { Intent } from '../../author/intent.ts'
import { SvcError } from '../../errors.ts'
import { defined } from '../../world/defined.ts'
import { kindOf } from '../../world/kinds.ts'
import type { Manifest, Service } from '../../world/types/manifest.ts'
import { readAddresses } from './address-flags.ts'
import { companionNotes, readCompanions } from './read-companions.ts'
import type { NewFlags } from './flags.ts'
import { readIdentity, readMetadata } from './identity-flags.ts'
import { openFile, replace, wellTyped, withManifests, type FileChange, type Placed } from './into-file.ts'
import { readLoadBalancer } from './load-balancer-flags.ts'
import { readPorts } from './port-flags.ts'
import { readPresets, withPresets } from './read-presets.ts'
import type { NewArgs } from './read-intent.ts'
import { givenPorts, givenSelector } from './read-source.ts'
import { readTraffic } from './traffic-flags.ts'

export interface Edited extends FileChange {
  /** The Service and its companions. */
  readonly manifests: readonly Manifest[]
  /** The Service as it was. */
  readonly old: Service
  readonly said: readonly string[]
}

/**
 * Changes a Service in a file as flags and presets say, and adds companions; what nothing says stays.
 * Throws SvcError: `usage` when the file holds no such Service or several, `input-unreadable`.
 */
export async function editFile(file: string, args: NewArgs, flags: NewFlags): Promise<Edited> {
  if (file !== '-' && !existsSync(file))
    throw new SvcError('input-unreadable', `--edit ${file}: there is no such file`, {
      file,
      hint: 'name one that is there; --into makes a new one',
    })
  const { text, objects } = await openFile(file)
  const { name, type } = readIdentity(args, flags)
  const services = objects.filter(({ manifest }) => kindOf(manifest) === 'Service')
  const found = services.filter(
    ({ manifest: { metadata } }) =>
      (name === undefined || metadata?.name === name) &&
      (flags.namespace === undefined || (metadata?.namespace ?? 'default') === flags.namespace),
  )
  const [place] = found
  if (place === undefined || found.length > 1) throw whichOne(file, services)
  const old = wellTyped(file, place) as Service
  const choices = await readPresets(flags.preset)
  const { wishes, said } = withChoices(old, { ...readWishes(flags, old), ...defined({ type }) }, choices)
  const { service } = editService(old, wishes, flags['kubernetes-version'])
  const companions = readCompanions(flags, choices)
  const added = companionsOf(service, companions)
  return {
    file,
    before: text,
    after: withManifests({ file, text: replace(text, place, service) }, added),
    manifests: [service, ...added],
    old,
    said: [...said, ...companionNotes(service, companions)],
  }
}

/** Presets win over what the file says, and flags over both; ports and selector of the file stay. */
function withChoices(
  old: Service,
  wishes: Wishes,
  choices: readonly Choice[],
): { wishes: Wishes; said: readonly string[] } {
  if (choices.length === 0) return { wishes, said: [] }
  const { type, name, ports, selector } = intentOf(old)
  const asked: Intent = { type, name, ports, ...defined({ selector }), ...wishes }
  const { intent, said } = withPresets({ intent: asked, said: [] }, choices, true)
  return { wishes: intent, said }
}

function readWishes(flags: NewFlags, old: Service): Wishes {
  const { clusterIP, ...addresses } = readAddresses(flags)
  const { labels, annotations } = readMetadata(flags)
  const before = old.spec?.ports ?? []
  const ports = givenPorts(flags) ? mergePorts(before, readPorts(flags)) : readPorts(flags, before)
  return {
    ...addresses,
    ...readTraffic(flags),
    ...readLoadBalancer(flags),
    ...(flags['no-selector'] ? { selector: {} } : {}),
    ...defined({ selector: givenSelector(flags), clusterIP: clusterIP === 'None' ? undefined : clusterIP }),
    ...(clusterIP === 'None' ? { type: 'headless' as const } : {}),
    ...(same(ports, before) ? {} : { ports }),
    labels,
    annotations,
  }
}

function whichOne(file: string, services: readonly Placed[]): SvcError {
  const names = services
    .map(({ manifest: { metadata: { namespace, name = '' } = {} } }) =>
      namespace === undefined ? name : `${namespace}/${name}`,
    )
    .join(', ')
  return new SvcError('usage', `--edit ${file}: which Service is meant?`, {
    hint:
      names === '' ? 'the file holds none; --into adds one' : `say NAME (and --namespace): it holds ${names}`,
  })
}
