// what few runs ask for is loaded only where it is asked for
import type { LintResult } from '../../lint/finding.ts'
import type { NewText } from '../../sources/files/write-files.ts'
import type { Output } from '../shared/command.ts'
import { leftOutRemark } from '../shared/left-out.ts'
import type { FixedFile } from './fix.ts'
import type { Look, LintedWorld } from './look.ts'
import type { NarrowFlags } from './narrow.ts'

/** Fixes the files, or only prints the patch; what is left is reported as it would then be, or as it is. Throws SvcError. */
export async function fixed(
  look: Look,
  { paths, shows }: { readonly paths: readonly string[]; readonly shows: boolean },
  output: Output,
): Promise<LintedWorld> {
  const { fixAll, patchOf } = await import('./fix.ts')
  const { files, ...after } = await fixAll(look, paths)
  const tell = ({ said }: FixedFile) => {
    for (const text of said) output.say(`${shows ? 'would fix' : 'fixed'} ${text}\n`)
  }
  if (!shows) {
    await write(files, tell)
    return after
  }
  output.print(patchOf(files, process.cwd()))
  for (const file of files) tell(file)
  return look(new Map())
}

/** Writes what was asked for in files. Throws SvcError `input-unreadable` for those that cannot be written, when all others are. */
export async function write<File extends NewText>(
  files: readonly File[],
  written?: (file: File) => void,
): Promise<void> {
  if (files.length === 0) return
  const { writeFiles } = await import('../../sources/files/write-files.ts')
  writeFiles(files, written)
}

/** Nothing that was read is lost by what is written. Throws SvcError `usage`. */
export async function refuseOver(files: readonly string[], { read }: LintedWorld): Promise<void> {
  if (files.length === 0) return
  const { refuseOverInputs } = await import('../../sources/files/write-files.ts')
  refuseOverInputs(files, read.world.resources)
}

/** Writes the findings as a baseline. Out: what goes to stdout. Throws SvcError `input-unreadable`. */
export async function baselineSaved(file: string, result: LintResult, output: Output): Promise<string> {
  const { saveBaseline } = await import('./baseline.ts')
  return saveBaseline(file, result, output)
}

/** The findings that the flags ask for. Throws SvcError. */
export async function narrowed(
  looked: LintedWorld,
  flags: NarrowFlags,
  paths: readonly string[],
): Promise<LintResult> {
  if (flags.baseline === undefined && !flags['only-new'] && !flags.changed) return looked.result
  const { narrow } = await import('./narrow.ts')
  return narrow(looked, flags, paths)
}

/** What is remarked on a run: what was passed over, and what a probe could not do. */
export async function remarksOn({ read, result }: LintedWorld): Promise<string[]> {
  const remark = leftOutRemark(read.leftOut)
  const own = remark === undefined ? [] : [remark]
  if (result.probe === undefined) return own
  const { probeRemarks } = await import('./probed-world.ts')
  return [...own, ...probeRemarks(result.probe)]
}
