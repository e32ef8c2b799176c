import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { kindOf, kinds } from '../../src/world/kinds.ts'
import { isManifest } from '../../src/sources/files/text-file.ts'
import { kubeconfig } from '../sources/kubeconfig-of.ts'
import { startListApi } from '../sources/kubernetes-list-api.ts'
import { faultsOf, type Fault } from './attempt.ts'
import type { Group } from './groups.ts'

/** What one API server lists, by plural: objects as they were meant to be, and changed ones. */
function listsOf(groups: readonly Group[]): Record<string, unknown[]> {
  const lists: Record<string, unknown[]> = {}
  for (const { resource } of Object.values(kinds)) lists[resource] = []
  for (const { plain, kept, listed = [], namespace } of groups) {
    const changed = plain.filter((sample) => !kept.includes(sample))
    for (const { value } of kept) add(lists, value, inNamespace(value, namespace))
    for (const [index, value] of listed.entries())
      add(lists, changed[index]?.value, inNamespace(value, namespace))
  }
  return lists
}

function add(lists: Record<string, unknown[]>, meant: unknown, value: unknown): void {
  const kind = isManifest(meant) ? kindOf(meant) : undefined
  if (kind !== undefined) lists[kinds[kind].resource]?.push(value ?? null)
}

function inNamespace(value: unknown, namespace: string): unknown {
  if (!isManifest(value)) return value
  const { metadata } = value
  if (typeof metadata !== 'object' || metadata === null) return value
  return { ...value, metadata: { namespace, ...metadata } }
}

/**
 * Runs the commands that read a cluster against an API server that lists objects which none would list, and the ones that compare with
 * it or with a snapshot of it. Files are written to `folder`.
 */
export async function attemptLive(
  folder: string,
  groups: readonly Group[],
  told: (command: string) => void = () => undefined,
): Promise<Fault[]> {
  const [group] = groups
  if (group === undefined) return []
  const server = await startListApi({ objects: listsOf(groups) })
  const [config, snapshot, file] = ['live-config.json', 'live-snapshot.json', 'live-before.yaml'].map(
    (name) => join(folder, name),
  ) as [string, string, string]
  writeFileSync(config, JSON.stringify(kubeconfig(server.url)))
  writeFileSync(file, group.before)
  const faults: Fault[] = []
  try {
    for (const words of commandsFor(group, { config, snapshot, file })) {
      const command = words.join(' ').replaceAll(`${folder}/`, '')
      told(command)
      const found = await faultsOf(words, [file], longestLive)
      faults.push(...found.map((fault) => ({ command, ...fault })))
    }
  } finally {
    await server.close()
  }
  return faults
}

const longestLive = 10

function commandsFor(
  { service, namespace, client }: Group,
  { config, snapshot, file }: { readonly config: string; readonly snapshot: string; readonly file: string },
): string[][] {
  const live = ['--kubeconfig', config, '--request-timeout', '5s']
  const at = ['-n', namespace]
  const json = ['-o', 'json']
  return [
    ['lint', '-A', ...live, ...json],
    ['lint', ...at, ...live],
    ['lint', '--before', 'live', file, ...live, ...json],
    ['lint', '--before', 'live', '--only-new', file, ...live],
    ['trace', service, ...at, ...live, ...json],
    ['trace', service, '--from', `deploy/${client}`, ...at, ...live],
    ['endpoints', service, ...at, ...live, ...json],
    ['endpoints', service, '--from', `deploy/${client}`, ...at, ...live],
    ['who', service, ...at, ...live, ...json],
    ['ls', '-A', ...live, ...json],
    ['ls', ...at, ...live, '-o', 'wide'],
    ['snapshot', '-A', '-w', snapshot, ...live],
    ['lint', snapshot, ...json],
    ['lint', '--before', snapshot, file],
    ['lint', '--before', file, '--only-new', snapshot],
    ['trace', service, ...at, '-f', snapshot],
    ['ls', '-f', snapshot, ...json],
  ]
}
