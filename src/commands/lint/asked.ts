// what few runs ask for is loaded only where it is asked for
import type { LintResult } from '../../lint/finding.ts'
import type { Output } from '../shared/command.ts'
import { leftOutRemark } from '../shared/left-out.ts'
import type { Look, LintedWorld } from './look.ts'
import type { NarrowFlags } from './narrow.ts'

/** Fixes the files, or only prints the patch; what is left is reported as it would then be, or as it is. Throws SvcError. */
export async function fixed(
  look: Look,
  { paths, shows }: { readonly paths: readonly string[]; readonly shows: boolean },
  output: Output,
): Promise<LintedWorld> {
  const { fixAll, patchOf, writeFixed } = await import('./fix.ts')
  const { files, said, ...after } = await fixAll(look, paths)
  if (shows) output.print(patchOf(files, process.cwd()))
  else writeFixed(files)
  for (const text of said) output.say(`${shows ? 'would fix' : 'fixed'} ${text}\n`)
  return shows ? look(new Map()) : after
}

/** Writes the findings as a baseline. Out: what is to be said of it. Throws SvcError `input-unreadable`. */
export async function baselineSaved(file: string, result: LintResult): Promise<string> {
  const { saveBaseline } = await import('./baseline.ts')
  return `${saveBaseline(file, result)}\n`
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
