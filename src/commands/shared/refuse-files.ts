import { SvcError } from '../../errors.ts'

/** Throws SvcError `usage` where files are read: nothing is there that a probe could look at. */
export function refuseFiles(files: readonly string[] = []): void {
  if (files.length === 0) return
  throw new SvcError('usage', 'files cannot be probed', {
    hint: 'leave out --probe, or leave out the files to ask the cluster',
  })
}
