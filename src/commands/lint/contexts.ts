import { exitCodes, SvcError } from '../../errors.ts'
import { mergedContexts, type LintOfContext } from '../../lint/contexts.ts'
import { withMinSeverity } from '../../lint/min-severity.ts'
import type { LintSettings } from '../../lint/settings.ts'
import { lintContextsJson, lintContextsText } from '../../report/lint/contexts.ts'
import { didYouMean, guesses } from '../../text/did-you-mean.ts'
import { quoteList } from '../../text/wording.ts'
import { lintExitCode } from '../shared/exit-code.ts'
import { inputsOf } from '../shared/words.ts'
import {
  lowestShown,
  type AskedOfLint,
  type Linted,
  type PrintedAs,
  type SeverityFlags,
} from './lint-world.ts'
import { lookAt, type LookFlags } from './look.ts'
import { textsOf, writeOut } from './outputs.ts'

interface ContextsFlags extends LookFlags, SeverityFlags {}

// each holds a whole cluster in memory
const atOnce = 3

/**
 * Lints the clusters of several contexts, a few at once, and prints what was found in each. One that cannot be reached or used does not
 * hinder the others. Out: what goes to stdout, and the worst exit code. Throws SvcError `usage` for files, and for a context that is not
 * there, before anything is read.
 */
export async function lintContexts(
  asked: AskedOfLint<ContextsFlags> & { readonly names: string },
  { outputs, options }: PrintedAs,
): Promise<Linted> {
  const { paths, flags, settings } = asked
  if (inputsOf(paths, flags).length > 0)
    throw new SvcError('usage', '--contexts lints clusters, not files', {
      hint: 'leave out the files, or --contexts',
    })
  const { mapAtMost } = await import('../../sources/cluster/map-at-most.ts')
  const names = await contextsNamed(asked.names, flags)
  const runs = await mapAtMost(atOnce, names, (name) => lintOf(name, flags, settings))
  const lowest = lowestShown(flags)
  const contexts = runs.map(({ of }): LintOfContext =>
    of.error === undefined ? { name: of.name, lint: withMinSeverity(of.lint, lowest) } : of,
  )
  const shownAs = { ...options, textOf: () => undefined }
  const textOfFormat = textsOf(mergedContexts(contexts), shownAs)
  const written = writeOut(outputs, (format) => {
    if (format === 'text') return lintContextsText(contexts, { ...shownAs, suggestionsFor: () => [] })
    return format === 'json' ? lintContextsJson(contexts) : textOfFormat(format)
  })
  return { ...written, exitCode: worstOf(runs.map(({ exitCode }) => exitCode)) }
}

/** The contexts that a flag names: by commas, or all of the kubeconfig. */
async function contextsNamed(contexts: string, { kubeconfig, io }: ContextsFlags): Promise<string[]> {
  const { readKubeconfig } = await import('../../sources/cluster/kubeconfig.ts')
  const known = [...((await readKubeconfig(kubeconfig, io.env))?.contexts.keys() ?? [])]
  const asked = [...new Set(contexts.split(',').filter((name) => name !== ''))]
  const [first] = asked
  if (first === 'all' && asked.length === 1 && !known.includes('all')) return known.toSorted()
  const missing = asked.find((name) => !known.includes(name))
  if (first !== undefined && missing === undefined) return asked
  throw new SvcError(
    'usage',
    missing === undefined ? '--contexts names no context' : `there is no context "${missing}"`,
    {
      hint:
        (missing === undefined ? undefined : didYouMean(guesses(missing, known))) ??
        (known.length === 0 ? 'no kubeconfig has any' : `there are ${quoteList(known)}; or write all`),
    },
  )
}

async function lintOf(
  name: string,
  flags: ContextsFlags,
  settings: LintSettings,
): Promise<{ readonly of: LintOfContext; readonly exitCode: number }> {
  try {
    const { result, isChecked } = await lookAt([], { ...flags, context: name }, settings)(new Map())
    return { of: { name, lint: result }, exitCode: lintExitCode(result, flags['fail-on'], isChecked) }
  } catch (error) {
    if (!(error instanceof SvcError)) throw error
    const { code, message, details, exitCode } = error
    const { hint } = details
    return { of: { name, error: { code, message, ...(hint === undefined ? {} : { hint }) } }, exitCode }
  }
}

// findings before what hides them
const worstFirst: readonly number[] = [
  exitCodes.broken,
  exitCodes.usage,
  exitCodes.unreadable,
  exitCodes.undecided,
]

function worstOf(codes: readonly number[]): number {
  return worstFirst.find((code) => codes.includes(code)) ?? exitCodes.fine
}
