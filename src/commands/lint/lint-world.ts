import { withMinSeverity } from '../../lint/min-severity.ts'
import type { LintSettings } from '../../lint/settings.ts'
import type { Severity } from '../../rules/rule.ts'
import { exitCodes } from '../../errors.ts'
import { defined } from '../../world/defined.ts'
import type { Output } from '../shared/command.ts'
import { lintExitCode } from '../shared/exit-code.ts'
import { noService } from '../shared/no-service.ts'
import type { WrittenOut } from '../shared/split-outputs.ts'
import { inputsOf } from '../shared/words.ts'
import { baselineSaved, fixed, narrowed, refuseOver, remarksOn } from './asked.ts'
import { lookAt, type LookFlags } from './look.ts'
import { textsOf, writeOut, type LintOutputs, type PrintOptions } from './outputs.ts'

/** What a run of lint is asked. */
export interface AskedOfLint<F extends LookFlags> {
  readonly paths: readonly string[]
  readonly flags: F
  readonly settings: LintSettings
}

/** How it is printed. */
export interface PrintedAs {
  readonly outputs: LintOutputs
  readonly options: Omit<PrintOptions, 'textOf'>
}

/** What is to be printed and written, and the exit code. */
export interface Linted extends WrittenOut {
  readonly exitCode: number
}

/** The flags that decide what is reported. */
export interface SeverityFlags {
  readonly 'fail-on': Severity
  readonly 'min-severity': Severity
  readonly quiet: boolean
}

interface LintWorldFlags extends LookFlags, SeverityFlags {
  readonly changed: boolean
  readonly 'only-new': boolean
  readonly baseline?: string | undefined
  readonly fix: boolean
  readonly diff: boolean
  readonly 'fix-dry-run': boolean
  readonly 'write-baseline'?: string | undefined
}

/** Lints files, or one cluster; fixes what is to be fixed, and leaves out what is not asked for. Throws SvcError. */
export async function lintWorld(
  { paths, flags, settings }: AskedOfLint<LintWorldFlags>,
  { outputs, options }: PrintedAs,
  output: Output,
): Promise<Linted> {
  const look = lookAt(paths, flags, settings)
  const shows = flags.diff || flags['fix-dry-run']
  const inputs = inputsOf(paths, flags)
  const looked =
    flags.fix || shows ? await fixed(look, { paths: inputs, shows }, output) : await look(new Map())
  const { read, result, isChecked } = looked
  const baseline = flags['write-baseline']
  await refuseOver(
    [...outputs.files, baseline].flatMap((file) => file ?? []),
    looked,
  )
  if (baseline !== undefined)
    return { text: await baselineSaved(baseline, result, output), files: [], exitCode: exitCodes.fine }
  const rest = await narrowed(looked, flags, inputs)
  const exitCode = lintExitCode(rest, flags['fail-on'], isChecked)
  for (const text of await remarksOn(looked)) output.remark(text)
  if (shows) return { text: '', files: [], exitCode }
  const nothing = isChecked || result.findings.length > 0 ? undefined : noService(read, inputs)
  if (nothing !== undefined && !outputs.formats.includes('text'))
    output.say(`${nothing.message}: ${nothing.hint}\n`)
  const shown = withMinSeverity(rest, lowestShown(flags))
  const texts = textsOf(shown, { ...options, textOf: read.textOf, ...defined({ nothing }) })
  return { ...writeOut(outputs, texts), exitCode }
}

/** The lowest severity that is reported. */
export function lowestShown({ quiet, 'min-severity': least }: SeverityFlags): Severity {
  return quiet ? 'error' : least
}
