import { relative } from 'node:path'
import { SvcError } from '../../errors.ts'
import { planFixes } from '../../lint/fix/plan.ts'
import type { Finding } from '../../lint/finding.ts'
import { unifiedDiff } from '../../report/unified-diff.ts'
import { stdinLabel } from '../../sources/files/text-file.ts'
import { refuseSpecialFile } from '../../sources/files/write-target.ts'
import type { NewText } from '../../sources/files/write-files.ts'
import { fixSource } from './fix-source.ts'
import type { WorldRead } from '../shared/read-world.ts'
import type { Look, LintedWorld } from './look.ts'

/** A file that fixes change. */
export interface FixedFile extends NewText {
  readonly before: string
  /** `FILE: what is done [rule]`, in the order in which it is done. */
  readonly said: readonly string[]
}

/** What fixing comes to; nothing is written yet. */
export interface Fixed extends LintedWorld {
  readonly files: readonly FixedFile[]
}

// a fix can uncover what the next one is for; more rounds than this would go in circles
const mostRounds = 5

/** Fixes what can be fixed until nothing is left to fix, without writing. Throws SvcError `usage` where there is no file to fix. */
export async function fixAll(look: Look, paths: readonly string[]): Promise<Fixed> {
  const texts = new Map<string, string>()
  const before = new Map<string, string>()
  const said = new Map<string, string[]>()
  for (const path of paths) if (path !== '-') refuseSpecialFile(path)
  let looked = await look(texts)
  refuseWithoutFiles(looked.read, paths)
  for (let round = 0; round < mostRounds; round++) {
    const plans = plansFor(looked.result.findings, looked.read.textOf)
    if (plans.length === 0) break
    for (const { file, text, fixed } of plans) {
      before.set(file, before.get(file) ?? looked.read.textOf(file) ?? '')
      texts.set(file, text)
      const done = fixed.map(({ fix, rule }) => `${file}: ${fix?.title ?? ''} [${rule}]`)
      said.set(file, [...(said.get(file) ?? []), ...done])
    }
    looked = await look(texts)
  }
  const files = [...texts].map(([file, text]) => ({
    file,
    text,
    before: before.get(file) ?? '',
    said: said.get(file) ?? [],
  }))
  return { files, ...looked }
}

/** A patch that `git apply` and `patch -p1` take, from the working directory. */
export function patchOf(files: readonly FixedFile[], directory: string): string {
  return files
    .map(({ file, before, text }) => {
      const path = relative(directory, file).replaceAll('\\', '/')
      return unifiedDiff({ before: `a/${path}`, after: `b/${path}` }, before, text)
    })
    .join('')
}

function refuseWithoutFiles({ context }: WorldRead, paths: readonly string[]): void {
  if (context === undefined && !paths.includes('-')) return
  throw new SvcError('usage', '--fix edits files; there are none here', {
    hint: `name files or folders; ${stdinLabel} and a cluster are only read`,
  })
}

/** The new texts of the files in which findings can be fixed; nothing is written. */
export function plansFor(findings: readonly Finding[], textOf: (file: string) => string | undefined) {
  return planFixes(
    findings.filter(({ fixable }) => fixable),
    fixSource(textOf),
  )
}
