import { basename } from 'node:path'
import { count, joinList } from '../../text/wording.ts'
import type { WorldRead } from './read-world.ts'

/** Why there is nothing to look at, and what to do. */
export interface NoService {
  readonly message: string
  readonly hint: string
}

/**
 * What to say where no Service was read: of files, how many there were, and how to render what only makes manifests.
 * `paths` are those that were given; none for a cluster.
 */
export function noService(
  { world, namespace, textOf, files = [] }: WorldRead,
  paths: readonly string[],
): NoService {
  if (paths.length === 0) {
    const doubt = world.doubt(['Service'], namespace)
    return doubt === undefined || doubt.state === 'partial'
      ? {
          message: `no Service in namespace ${namespace}`,
          hint: 'name a namespace with -n, or all of them with -A',
        }
      : { message: `cannot know which Services there are in namespace ${namespace}`, hint: doubt.because }
  }
  const [path = '.'] = paths
  if (paths.length === 1 && path === '-' && files.every((file) => textOf(file)?.trim() === ''))
    return {
      message: 'standard input is empty',
      hint: 'pipe manifests in: helm template RELEASE CHART | svc lint -',
    }
  const names = new Set(files.map((file) => basename(file)))
  const has = (pattern: RegExp) => [...names].some((name) => pattern.test(name))
  const hint =
    files.length === 0
      ? 'name a folder or file with manifests, in YAML or JSON'
      : has(/^kustomization(\.ya?ml)?$/i)
        ? `build the kustomization first: kubectl kustomize ${path} | svc lint -`
        : has(/^Chart\.yaml$/)
          ? `render the chart first: helm template ${path} | svc lint -`
          : 'name the files that hold Services, or - for standard input'
  return {
    message: `no Service in ${joinList(paths.map(shown))} (${count(files.length, 'file')} read)`,
    hint,
  }
}

function shown(path: string): string {
  return path === '-' ? 'standard input' : path
}
