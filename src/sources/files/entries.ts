import { readdirSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { SvcError } from '../../errors.ts'
import { didYouMean, guesses } from '../../text/did-you-mean.ts'
import { reasonOf } from './content.ts'
import { stdinLabel } from './text-file.ts'

/** A file that a path leads to. */
export interface FileEntry {
  readonly file: string
  readonly named: boolean
  /** A folder of data that tests break on purpose: it is not entered. */
  readonly testData?: true
  readonly isLink?: boolean
}

/** One file that several paths lead to counts once, by the first of them; it was named where one of them names it. */
export function eachOnce(entries: readonly FileEntry[]): FileEntry[] {
  const known = new Map<string, FileEntry>()
  for (const entry of entries) {
    const identity = identityOf(entry.file)
    const first = known.get(identity)
    known.set(identity, first === undefined ? entry : { ...first, named: first.named || entry.named })
  }
  return [...known.values()]
}

function identityOf(file: string): string {
  try {
    return realpathSync.native(file)
  } catch {
    // a pipe has no path of its own, and what cannot be read is said where it is read
    return file
  }
}

/** The files that a path, a folder or a glob pattern means. Throws SvcError `input-unreadable`. */
export async function expand(path: string): Promise<FileEntry[]> {
  if (path === '-') return [{ file: stdinLabel, named: true }]
  const stats = orRefuse(path, () => statSync(path, { throwIfNoEntry: false }))
  if (stats?.isDirectory()) return filesBelow(path)
  if (stats !== undefined) return [{ file: path, named: true }]
  const isPattern = /[*?[{]/.test(path)
  const matches = isPattern ? await glob(path) : []
  if (matches.length > 0) return matches.map((file) => ({ file, named: false }))
  throw new SvcError('input-unreadable', `${path} ${isPattern ? 'matches no file' : 'does not exist'}`, {
    file: path,
    hint:
      didYouMean(isPattern ? [] : nearPaths(path)) ??
      'give files, folders, glob patterns, or - for standard input',
  })
}

/** What stands in the same folder under a near name: `deploy/app.yaml` for `deploy/app.yml`. */
function nearPaths(path: string): string[] {
  try {
    const stem = (name: string) => name.replace(manifestName, '')
    const entries = readdirSync(dirname(path)).filter((name) => !name.startsWith('.'))
    const same = entries.filter((name) => stem(name) === stem(basename(path)))
    return guesses(basename(path), entries, same).map((name) =>
      path.includes('/') ? join(dirname(path), name) : name,
    )
  } catch {
    return []
  }
}

/** A loop of links, a name that is too long, a folder that may not be entered: all are inputs that cannot be read. */
function orRefuse<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new SvcError('input-unreadable', `${path} cannot be read: ${reasonOf(error)}`, { file: path })
  }
}

export const manifestName = /\.(ya?ml|json)$/i
const skippedFolders = new Set(['node_modules', '.git', '.github'])

// the go tool passes it over as well
const testDataFolder = 'testdata'

/** The folders that are not entered, wherever a folder above them is read. */
export const passedOver: ReadonlySet<string> = new Set([...skippedFolders, testDataFolder])

function filesBelow(folder: string): FileEntry[] {
  const entries = orRefuse(folder, () => readdirSync(folder, { withFileTypes: true })).toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  )
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (entry.name === testDataFolder) return [{ file: path, named: false, testData: true as const }]
      return skippedFolders.has(entry.name) ? [] : filesBelow(path)
    }
    return manifestName.test(entry.name)
      ? [{ file: path, named: false, ...(entry.isSymbolicLink() ? { isLink: true } : {}) }]
      : []
  })
}

async function glob(pattern: string): Promise<string[]> {
  const { globSync } = await import('tinyglobby')
  return globSync(pattern, { expandDirectories: false }).toSorted()
}
