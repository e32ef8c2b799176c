import { realpathSync } from 'node:fs'
import { SvcError } from '../../errors.ts'
import { count } from '../../text/wording.ts'
import type { Resource } from '../../world/resource.ts'
import { writeFileAtomically, type WriteOptions } from './write-file.ts'

/** A file as it shall be. */
export interface NewText extends WriteOptions {
  readonly file: string
  readonly text: string
}

/**
 * Writes each file in one step, and says so of each that is written. One that cannot be written hinders no other: at the end SvcError
 * `input-unreadable` tells of all of them.
 */
export function writeFiles<File extends NewText>(
  files: readonly File[],
  written: (file: File) => void = () => undefined,
): void {
  const failures = files.flatMap((file) => {
    try {
      writeFileAtomically(file.file, file.text, file)
      written(file)
      return []
    } catch (error) {
      if (!(error instanceof SvcError)) throw error
      return [error]
    }
  })
  const [first, ...others] = failures
  if (first === undefined) return
  if (others.length === 0) throw first
  throw new SvcError('input-unreadable', failures.map(({ message }) => message).join('; '), {
    ...first.details,
    hint: `${count(failures.length, 'file')} of ${files.length} could not be written, and are as they were`,
  })
}

/** Throws SvcError `usage` where a result would take the place of manifests that were read for it. */
export function refuseOverInputs(files: readonly string[], resources: readonly Resource[]): void {
  if (files.length === 0) return
  const inputs = new Set(resources.map(({ origin }) => realPathOf(origin.locate([], 'key')?.file ?? '')))
  const over = files.find((file) => inputs.has(realPathOf(file) ?? ''))
  if (over !== undefined)
    throw new SvcError('usage', `${over} holds manifests that are read: the result would take their place`, {
      file: over,
      hint: 'name another file for the result',
    })
}

/** Undefined where there is no such file. */
function realPathOf(file: string): string | undefined {
  try {
    return realpathSync(file)
  } catch {
    return undefined
  }
}
