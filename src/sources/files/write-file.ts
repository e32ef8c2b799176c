import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { SvcError } from '../../errors.ts'
import { encode, encodingOf } from './encoding.ts'
import { withLock, type PutInPlace } from './file-lock.ts'
import { targetOf, type WriteTarget } from './write-target.ts'

export interface WriteOptions {
  /**
   * The text that the new one was made from; `''` for a file that is not there yet. A file that says something else by now is left
   * alone. Absent: whatever is there is replaced.
   */
  readonly before?: string
}

/**
 * Writes a file in one step: a reader sees the old text or the new one, never a part of it, also after the process is killed; the
 * text is on the disk before it takes the place of the old one. Owner, mode, encoding and links are kept. One process writes a
 * file at a time. Throws SvcError `input-unreadable`, and then the file is as it was: it cannot be written, it is no ordinary file,
 * it is read-only, it has changed since it was read, or another process is writing it.
 */
export function writeFileAtomically(path: string, text: string, { before }: WriteOptions = {}): void {
  try {
    const target = targetOf(path)
    withLock(target.file, (place) => {
      const old = target.exists ? readFileSync(target.file) : undefined
      const encoding = old === undefined ? 'utf8' : encodingOf(old)
      if (before !== undefined && !isSame(old, encode(before, encoding))) throw changedMeanwhile(path)
      replace(target, { bytes: Buffer.from(encode(text, encoding)), old, place })
    })
  } catch (error) {
    if (error instanceof SvcError) throw error
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new SvcError('input-unreadable', `${path} cannot be written: ${reasons[reason] ?? reason}`, {
      file: path,
      hint: 'the file is as it was',
    })
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'it is larger than a file may be',
  EACCES: 'permission denied',
  EPERM: 'the operation is not permitted',
  EROFS: 'the file system is read-only',
  ENOENT: 'there is no such folder',
}

function isSame(old: Buffer | undefined, before: Uint8Array): boolean {
  return old === undefined ? before.length === 0 : old.equals(before)
}

function changedMeanwhile(path: string): SvcError {
  return new SvcError('input-unreadable', `${path} has changed since it was read`, {
    file: path,
    hint: 'it was left as it is; run the command again',
  })
}

interface FileReplacement {
  readonly bytes: Buffer
  /** Absent for a file that is not there yet. */
  readonly old: Buffer | undefined
  readonly place: PutInPlace
}

/** By renaming a finished copy; a file with several hard links is written in place, with its old text kept next to it meanwhile. */
function replace(target: WriteTarget, { bytes, old, place }: FileReplacement): void {
  const { file } = target
  const copy = join(dirname(file), `.${basename(file)}.svc-tmp`)
  try {
    if (target.links > 1 && old !== undefined) {
      writeCopy(copy, old, target)
      overwrite(file, bytes)
      rmSync(copy)
    } else {
      writeCopy(copy, bytes, target)
      place(copy)
    }
  } catch (error) {
    rmSync(copy, { force: true })
    throw error
  }
  syncFolder(dirname(file))
}

// what only the owner can read until it has the mode of the file
const ownersAlone = 0o600

function writeCopy(copy: string, bytes: Buffer, { mode, owner }: WriteTarget): void {
  rmSync(copy, { force: true })
  const handle = openSync(copy, 'wx', mode === undefined ? undefined : ownersAlone)
  try {
    writeAll(handle, bytes)
    if (owner !== undefined && owner.uid !== process.geteuid?.()) fchownSync(handle, owner.uid, owner.gid)
    if (mode !== undefined) fchmodSync(handle, mode)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function overwrite(file: string, bytes: Buffer): void {
  const handle = openSync(file, 'w')
  try {
    writeAll(handle, bytes)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function writeAll(handle: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;) done += writeSync(handle, bytes, done)
}

/** So that the new name, too, outlives a power cut. Where folders cannot be opened, as on Windows, the system does it. */
function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, 'r')
    try {
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
  } catch {
    // the file itself is written and synced
  }
}
