import { isAbsolute, relative } from 'node:path'
import { SvcError } from '../../errors.ts'
import { blobsOf } from './blobs.ts'
import { fieldsOf, gitOutput } from './git.ts'

/** A revision by the name that the user gave it, and the commit that it means. */
export interface Revision {
  readonly name: string
  readonly commit: string
}

/** A file of a revision: its path from the working directory, and its bytes. */
export interface RevisionFile {
  readonly file: string
  readonly bytes: Buffer
}

/**
 * The files below some paths as they were in a commit; nothing is checked out. In: the commit, files and folders, and which files
 * are wanted. Out: those that were there, in the order of their names; links and submodules are left out.
 * Throws SvcError `usage` for what no commit holds (`-`, glob patterns), `input-unreadable` where git fails.
 */
export function filesOfCommit(
  commit: string,
  paths: readonly string[],
  isWanted: (file: string) => boolean,
): RevisionFile[] {
  const listed = fieldsOf(gitOutput(['ls-tree', '-r', '-z', commit, '--', ...paths.map(pathInTree)]))
  const entries = listed.flatMap((line) => {
    const [, hash, file] = /^100\d{3} blob ([0-9a-f]+)\t(.*)$/s.exec(line) ?? []
    return hash === undefined || file === undefined || !isWanted(file) ? [] : [{ hash, file }]
  })
  return blobsOf(entries)
}

function pathInTree(path: string): string {
  if (path === '-' || /[*?[{]/.test(path))
    throw new SvcError('usage', `${path} cannot be read at an earlier revision`, {
      hint: 'name files or folders: svc lint deploy/ --before main',
    })
  const inTree = isAbsolute(path) ? relative(process.cwd(), path) : path
  return inTree === '' ? '.' : inTree
}
