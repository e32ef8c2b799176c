import { existsSync } from 'node:fs'
import { SvcError } from '../../errors.ts'
import { podTemplatesOf } from '../../kube/workload/pod-source.ts'
import { kindOf, kinds, workloadKinds, type Kind } from '../../world/kinds.ts'
import { nearest } from '../../text/nearest.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import { buildWorld, type World } from '../../world/world.ts'
import { connectionOf } from '../shared/read-live.ts'
import { readWorld } from '../shared/read-world.ts'
import type { WorldFlags } from '../shared/world-flags.ts'

const readKinds: readonly Kind[] = ['Pod', ...workloadKinds, 'Service']

const shortKinds: Readonly<Record<string, string>> = {
  po: 'pod',
  deploy: 'deployment',
  rs: 'replicaset',
  sts: 'statefulset',
  ds: 'daemonset',
  rc: 'replicationcontroller',
  cj: 'cronjob',
  lws: 'leaderworkerset',
}

export interface FoundWorkload {
  readonly world: World
  readonly workload: Resource
}

/**
 * The workload that `--from` means: `KIND/NAME` in the files of -f or in the cluster, `FILE`, `FILE#KIND/NAME`, `-`.
 * Throws SvcError: `usage` when it is not there, or is one of several.
 */
export async function findWorkload(from: string | undefined, flags: WorldFlags): Promise<FoundWorkload> {
  const [file, name] = from === undefined ? [undefined, undefined] : readFrom(from)
  const files = [...(file === undefined ? [] : [file]), ...(flags.filename ?? [])]
  const foreign = name === undefined || files.length > 0 ? undefined : foreignKind(name)
  if (foreign !== undefined) return findForeign(foreign, flags)
  const { world } = await readWorld(file === undefined ? [] : [file], flags, readKinds)
  const candidates = world.resources.filter(hasPods)
  const found = name === undefined ? candidates : candidates.filter((resource) => isCalled(resource, name))
  const chosen = found.length > 1 ? withoutChildren(found) : found
  const [workload] = chosen
  if (workload === undefined) throw missing(from ?? files.join(', '), world, candidates)
  if (chosen.length > 1) throw several(file ?? files[0] ?? '', chosen)
  return { world, workload }
}

function readFrom(from: string): [file: string | undefined, name: string | undefined] {
  const hash = from.lastIndexOf('#')
  if (hash > 0) return [from.slice(0, hash), from.slice(hash + 1)]
  const isFile = from === '-' || /\.(?:ya?ml|json)$/.test(from) || /^[./]/.test(from)
  if (isFile || !/^[A-Za-z][\w.-]*\/[^/]+$/.test(from)) return [from, undefined]
  return existsSync(from) && !isKind(from.split('/')[0] ?? '') ? [from, undefined] : [undefined, from]
}

function isKind(word: string): boolean {
  return readKinds.some((kind) => sameKind(kind, word))
}

function sameKind(kind: string, word: string): boolean {
  const lower = word.toLowerCase().split('.')[0] ?? ''
  const wanted = shortKinds[lower] ?? lower
  return kind.toLowerCase() === wanted || `${kind.toLowerCase()}s` === wanted
}

export function hasPods(resource: Resource): boolean {
  return kindOf(resource.manifest) === 'Pod' || podTemplatesOf(resource).length > 0
}

function isCalled({ kind, name }: Resource, called: string): boolean {
  const [word = '', wanted] = called.split('/')
  return wanted === undefined ? name === word : name === wanted && sameKind(kind, word)
}

/** A ReplicaSet and its pods stand for the Deployment that made them. */
function withoutChildren(found: readonly Resource[]): Resource[] {
  return found.filter(({ manifest }) => (manifest.metadata?.ownerReferences ?? []).length === 0)
}

function missing(from: string, world: World, candidates: readonly Resource[]): SvcError {
  const [meant] = nearest(
    from.split(/[/#]/).at(-1) ?? '',
    candidates.map(({ name }) => name),
  )
  const called = from.slice(from.lastIndexOf('#') + 1)
  const [word = ''] = called.split('/')
  const asked = readKinds.filter((kind) => sameKind(kind, word))
  const doubt = world.doubt(asked.length > 0 ? asked : readKinds, undefined)
  if (doubt !== undefined && doubt.state !== 'partial') return unknown(from, doubt.because)
  const other = world.resources.find((resource) => isCalled(resource, called))
  if (other !== undefined)
    return new SvcError('usage', `--from ${nameOf(other)} has no pod template`, {
      hint: 'say which pods are meant, without --from: NAME --selector K=V --port PORT',
    })
  const [unread] = world.unread
  const known = candidates.slice(0, 5).map(({ kind, name }) => `${kind.toLowerCase()}/${name}`)
  return new SvcError('usage', `--from ${from} holds no workload of that name`, {
    hint:
      meant === undefined
        ? unread === undefined
          ? known.length === 0
            ? 'name an object with a pod template: deployment/NAME, statefulset/NAME, or a file that holds one'
            : `there is ${known.join(', ')}`
          : `what could not be read: ${unread.because}`
        : `did you mean ${meant}?`,
  })
}

/** What could not be read may be there. */
function unknown(from: string, because: string): SvcError {
  return new SvcError('undecided', `cannot know whether there is ${from}, since it could not be read`, {
    hint: because,
  })
}

function several(file: string, found: readonly Resource[]): SvcError {
  const [first] = found
  return new SvcError('usage', `--from could mean ${found.map(nameOf).join(', ')}`, {
    hint: `say which: --from ${file === '' ? '' : `${file}#`}${first?.kind ?? ''}/${first?.name ?? ''}`,
  })
}

/** A kind that svc has no list of: custom resources are asked for one by one. */
function foreignKind(called: string): { word: string; name: string } | undefined {
  const [word = '', name = ''] = called.split('/')
  return Object.keys(kinds).some((kind) => sameKind(kind, word)) ? undefined : { word, name }
}

async function findForeign(
  { word, name }: { word: string; name: string },
  flags: WorldFlags,
): Promise<FoundWorkload> {
  const { readObject } = await import('../../sources/cluster/object.ts')
  const { resource, because, unread } = await readObject(connectionOf(flags), {
    word: shortKinds[word] ?? word,
    name,
  })
  if (unread) throw unknown(`${word}/${name}`, because)
  if (resource === undefined)
    throw new SvcError('usage', `there is no ${word}/${name} in the cluster`, { hint: because })
  const world = buildWorld({
    resources: [resource],
    coverage: [{ state: 'partial', because: 'only this object was read' }],
  })
  return { world, workload: resource }
}
