import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { SvcError } from '../../errors.ts'

/** Puts a finished copy in the place of the file that is locked; the lock ends with it. */
export type PutInPlace = (copy: string) => void

/**
 * Does something while no other svc does the same to a file. The lock is a file next to it with the number of the process; one that
 * a killed process left is taken over. What is written takes the place of the lock first and then that of the file, so that a process
 * that is killed behind the last step leaves no lock. Throws SvcError `input-unreadable` when another process holds it.
 */
export function withLock<T>(file: string, work: (place: PutInPlace) => T): T {
  const lock = join(dirname(file), `.${basename(file)}.svc-lock`)
  if (!take(lock) && !(removeIfLeft(lock) && take(lock))) throw busy(file)
  let isHeld = true
  try {
    return work((copy) => {
      renameSync(copy, lock)
      renameSync(lock, file)
      isHeld = false
    })
  } finally {
    if (isHeld) rmSync(lock, { force: true })
  }
}

/** Removes the lock of a process that has ended. By renaming it first: of several that try, one succeeds. */
function removeIfLeft(lock: string): boolean {
  const holder = namedHolderOf(lock)
  if (holder === undefined) return true
  if (isRunning(holder) && !isOld(lock)) return false
  const own = `${lock}.${process.pid}`
  try {
    renameSync(lock, own)
  } catch {
    return false
  }
  // in between another process may have done the same and taken the lock
  const isLeft = holderOf(own) === holder
  if (isLeft) rmSync(own, { force: true })
  else renameSync(own, lock)
  return isLeft
}

function take(lock: string): boolean {
  try {
    const handle = openSync(lock, 'wx', 0o600)
    try {
      writeSync(handle, `${process.pid}\n`)
    } catch (error) {
      // no space for a number: the lock is not held, and nothing of it is left
      rmSync(lock, { force: true })
      throw error
    } finally {
      closeSync(handle)
    }
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

// between taking a lock and writing a number into it, or the text in its place, are microseconds
const unnamedFor = 100

/** The same after a while where it holds no number: still 0 is the lock of a process that was killed in between. */
function namedHolderOf(lock: string): number | undefined {
  const holder = holderOf(lock)
  if (holder !== 0) return holder
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, unnamedFor)
  return holderOf(lock)
}

/** The process that holds a lock; 0 where it does not say. */
function holderOf(lock: string): number | undefined {
  try {
    const text = readFileSync(lock, 'latin1')
    // a number that was cut off is that of another process
    return /^\d{1,10}\n$/.test(text) ? Number(text) : 0
  } catch {
    return undefined
  }
}

function isRunning(holder: number): boolean {
  try {
    return holder !== 0 && process.kill(holder, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

// writing a file takes less than a second
const longestMs = 60_000

/** Whether no process can be writing any more: the number may have gone to another program, as in the next container of a pipeline. */
function isOld(lock: string): boolean {
  const stats = statSync(lock, { throwIfNoEntry: false })
  return stats !== undefined && Date.now() - stats.mtimeMs > longestMs
}

function busy(file: string): SvcError {
  return new SvcError('input-unreadable', `${file} is being written by another svc`, {
    file,
    hint: 'nothing was written; run the command again',
  })
}
