import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { SvcError } from '../../errors.ts'
import { whenEnded } from '../when-ended.ts'
import { blobsOf } from './blobs.ts'
import { fieldsOf, gitOutput } from './git.ts'

/** The files of a commit in a temporary folder. */
export interface WrittenTree {
  /** Where a path of the working tree is in that folder; itself where it is not of the repository. */
  readonly at: (path: string) => string
  readonly remove: () => void
}

// what charts and kustomizations are made of is text; larger files are of something else
const largestFile = 1024 * 1024
const mostBytes = 256 * 1024 * 1024

/**
 * Writes the files of a commit to a temporary folder of the user alone, for programs that read folders: the working tree, the index and
 * what filters would do to files are left alone. Links, submodules and files above 1 MiB are left out. Whoever asks for it removes it.
 * Throws SvcError `input-unreadable` where git fails, or where it is too much.
 */
export function writeTree(commit: string): WrittenTree {
  const root = resolve(String(gitOutput(['rev-parse', '--show-cdup'])).trim())
  const listed = fieldsOf(gitOutput(['ls-tree', '-r', '-l', '--full-tree', '-z', commit]))
  const entries = listed.flatMap((line) => {
    const [, hash, size, file] = /^100\d{3} blob ([0-9a-f]+) +(\d+)\t(.*)$/s.exec(line) ?? []
    const isWanted = hash !== undefined && file !== undefined && isInside(file) && Number(size) <= largestFile
    return isWanted ? [{ hash, file, size: Number(size) }] : []
  })
  if (entries.reduce((sum, { size }) => sum + size, 0) > mostBytes)
    throw new SvcError('input-unreadable', 'the revision is too large to be written for rendering', {
      hint: 'render both and compare them: svc lint --before old.yaml new.yaml',
    })
  const folder = mkdtempSync(join(tmpdir(), 'svc-revision-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  // Ctrl-C ends the process in the middle of a rendering
  const unwatch = whenEnded(remove)
  try {
    for (const { file, bytes } of blobsOf(entries)) {
      const path = join(folder, file)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, bytes)
    }
  } catch (error) {
    unwatch()
    remove()
    throw error
  }
  return {
    at: (path) => {
      const inside = relative(root, resolve(path))
      return isAbsolute(inside) || inside.startsWith('..') ? path : join(folder, inside)
    },
    remove: () => {
      unwatch()
      remove()
    },
  }
}

/** A tree that was made by hand may hold any name. */
function isInside(file: string): boolean {
  return !isAbsolute(file) && !file.split(/[\\/]/).some((part) => part === '..' || part === '.git')
}
