import { chmodSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { SvcError } from '../../errors.ts'
import { encode, encodingOf } from './encoding.ts'

/**
 * Writes a file in one step: a reader sees the old text or the new one, never half of it, and a failure leaves the old
 * one. Mode, encoding and symbolic links are kept. Throws SvcError `input-unreadable` when it cannot be written.
 */
export function writeFileAtomically(path: string, text: string): void {
  let temporary: string | undefined
  try {
    const existing = statSync(path, { throwIfNoEntry: false })
    const target = existing === undefined ? path : realpathSync(path)
    temporary = join(dirname(target), `.svc-${randomBytes(6).toString('hex')}.tmp`)
    const encoding = existing === undefined ? 'utf8' : encodingOf(readFileSync(target))
    writeFileSync(temporary, encode(text, encoding), { flag: 'wx' })
    if (existing !== undefined) chmodSync(temporary, existing.mode)
    renameSync(temporary, target)
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true })
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new SvcError('input-unreadable', `${path} cannot be written: ${reason}`, {
      file: path,
      hint: 'the file is as it was',
    })
  }
}
