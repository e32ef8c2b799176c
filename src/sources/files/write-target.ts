import { lstatSync, readlinkSync, realpathSync, statSync, type Stats } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { SvcError } from '../../errors.ts'

/** The file that is really written, links followed, and what of it has to stay. */
export interface WriteTarget {
  readonly file: string
  readonly exists: boolean
  readonly links: number
  readonly mode?: number
  readonly owner?: { readonly uid: number; readonly gid: number }
}

// more links than Linux follows
const longestChain = 40

/** Follows symbolic links, also to a file that is not there yet. Throws SvcError for what is no ordinary file, or read-only. */
export function targetOf(path: string): WriteTarget {
  let file = path
  for (let step = 0; lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true; step++) {
    if (step === longestChain) throw refusal(path, 'is a link that leads to itself')
    file = resolve(dirname(file), readlinkSync(file))
  }
  const stats = statSync(file, { throwIfNoEntry: false })
  if (stats === undefined) return { file, exists: false, links: 0 }
  if (!stats.isFile()) throw refusal(path, `is ${kindOfFile(stats)}, not a file`)
  // a rename would not mind, and root may write anything
  if ((stats.mode & 0o222) === 0) throw refusal(path, 'is read-only')
  const { mode, nlink, uid, gid } = stats
  return { file: realpathSync(file), exists: true, links: nlink, mode: mode & 0o7777, owner: { uid, gid } }
}

/** Throws SvcError for what is there and is neither a file nor a folder: a pipe would be waited for. */
export function refuseSpecialFile(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats !== undefined && !stats.isFile() && !stats.isDirectory())
    throw refusal(path, `is ${kindOfFile(stats)}, not a file`)
}

function refusal(path: string, because: string): SvcError {
  return new SvcError('input-unreadable', `${path} ${because}`, { file: path, hint: 'nothing was written' })
}

function kindOfFile(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder'
  if (stats.isFIFO()) return 'a named pipe'
  if (stats.isSocket()) return 'a socket'
  return 'a device'
}
