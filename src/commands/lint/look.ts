import { SvcError } from '../../errors.ts'
import { isChecked, lint } from '../../lint/lint.ts'
import type { LintResult } from '../../lint/finding.ts'
import { isOff, withSettings, type LintSettings } from '../../lint/settings.ts'
import { rules } from '../../rules/index.ts'
import type { ProbeReport } from '../../diagnose/probe-report.ts'
import { defined } from '../../world/defined.ts'
import type { Resource } from '../../world/resource.ts'
import type { UpdateBy, World } from '../../world/world.ts'
import { Progress } from '../shared/progress.ts'
import { lintedKinds } from '../shared/kinds.ts'
import { refuseFiles } from '../shared/refuse-files.ts'
import { readWorldWithBefore } from '../shared/read-before.ts'
import type { WorldRead } from '../shared/read-world.ts'
import { rendererFor } from '../shared/read-config.ts'
import type { RenderFlags } from '../shared/render.ts'
import { inputsOf } from '../shared/words.ts'
import { selectResources } from '../shared/select-resources.ts'
import type { WorldFlags } from '../shared/world-flags.ts'

/** What was read, and what lint found in it. */
export interface LintedWorld {
  readonly read: WorldRead
  readonly result: LintResult
  /** The same rules, asked of another World. */
  readonly lintAlso: (world: World) => LintResult
  /** Some rule has something to say about what was read and chosen. */
  readonly isChecked: boolean
}

/** Reads, with some texts in the place of what files say, and lints what was read. */
export type Look = (texts: ReadonlyMap<string, string>) => Promise<LintedWorld>

/** What the flags say of what is read and looked at. */
export interface LookFlags extends WorldFlags, RenderFlags {
  readonly before?: readonly string[] | undefined
  readonly 'update-by': UpdateBy
  readonly rule?: readonly string[] | undefined
  readonly selector?: string | undefined
  readonly probe?: boolean | undefined
}

function nothingToRender(): SvcError {
  return new SvcError('usage', '--helm and --kustomize render what is among files; there are none here', {
    hint: 'svc lint --helm charts/',
  })
}

/** How `svc lint` looks at what its paths and flags name. Throws SvcError `usage` for a selector that is none, and for rendering without files. */
export function lookAt(
  paths: readonly string[],
  flags: LookFlags,
  settings: LintSettings = { rules: {}, overrides: [] },
): Look {
  // what was asked for by its name is meant, whatever the project says
  const chosen =
    flags.rule === undefined
      ? rules.filter(({ id }) => !isOff(id, settings))
      : rules.filter(({ id }) => flags.rule?.includes(id))
  const only = selectResources(flags.selector)
  const known = rules.map(({ id }) => id)
  const lintAlso = (world: World) => {
    const progress = new Progress(flags.io)
    const onResource = (done: number, of: number) => progress.at(() => `checking objects: ${done} of ${of}`)
    const result = lint(world, chosen, { only, known, onResource })
    progress.end()
    return flags.rule === undefined ? withSettings(result, settings) : result
  }
  const inputs = inputsOf(paths, flags)
  if (inputs.length === 0 && (flags.helm === true || flags.kustomize === true)) throw nothingToRender()
  let rendering: ReturnType<typeof rendererFor> | undefined
  return async (texts) => {
    if (inputs.length > 0) rendering ??= rendererFor(flags, flags.project)
    const render = await rendering
    const { read, probe } = await readAndProbed(paths, { ...flags, texts, render }, only)
    return {
      read,
      result: { ...lintAlso(read.world), ...defined({ probe }) },
      lintAlso,
      isChecked: read.world.resources.some((each) => only(each) && isChecked(chosen, each)),
    }
  }
}

/** Reads, and looks at ports that nothing vouches for where that is asked; both with one log-in. */
async function readAndProbed(
  paths: readonly string[],
  flags: LookFlags,
  only: (resource: Resource) => boolean,
): Promise<{ readonly read: WorldRead; readonly probe?: ProbeReport }> {
  if (flags.probe !== true) return { read: await readWorldWithBefore(paths, flags, lintedKinds) }
  refuseFiles(inputsOf(paths, flags))
  const [{ withOneLogin }, { probedWorld }] = await Promise.all([
    import('../shared/one-login.ts'),
    import('./probed-world.ts'),
  ])
  return withOneLogin(flags, async (own) => {
    const read = await readWorldWithBefore(paths, own, lintedKinds)
    const { world, report } = await probedWorld(own, read.world, only)
    return { read: { ...read, world }, probe: report }
  })
}
