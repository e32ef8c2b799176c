import type { Journey } from '../../diagnose/journey/model.ts'
import type { Question, Trace } from '../../trace/model.ts'
import { journeyFor, trace, traceOf, type Probed } from '../../trace/trace.ts'
import type { World } from '../../world/world.ts'
import { refuseFiles } from './refuse-files.ts'
import type { ConnectionFlags, WorldFlags } from './world-flags.ts'

/** The values of `--probe`; alone it is `live`. */
export const probeModes = ['live', 'plan', 'pod', 'debug'] as const

export type ProbeMode = (typeof probeModes)[number]

/** Of the public images the smallest that has a shell, nc and nslookup. */
export const probeImage = 'busybox:1.37'

/** `--probe` alone means `--probe=live`: a flag of oclif has a value always or never. Words behind `--` stay. */
export function withProbeMode(argv: readonly string[]): string[] {
  const end = argv.indexOf('--')
  return argv.map((word, index) =>
    word === '--probe' && (end === -1 || index < end) ? '--probe=live' : word,
  )
}

/** Reads and looks with one log-in, where there is something to look at. Throws what the work throws. */
export async function withProbeLogin<
  F extends ConnectionFlags & { readonly probe?: ProbeMode | undefined },
  T,
>(flags: F, work: (flags: F) => Promise<T>): Promise<T> {
  return flags.probe === undefined || flags.probe === 'plan'
    ? work(flags)
    : (await import('./one-login.ts')).withOneLogin(flags, work)
}

// what one trace may cost an API server
const mostRequests = 40

/** What the flags say of a probe, next to the cluster. */
interface ProbeFlags extends WorldFlags {
  readonly probe?: ProbeMode | undefined
  readonly 'probe-image': string
}

/** A trace; with what a probe sees in the place of what is predicted, where one is asked for. Throws SvcError. */
export async function tracedWith(flags: ProbeFlags, world: World, question: Question): Promise<Trace> {
  const { probe } = flags
  const journey = probe === undefined ? undefined : journeyFor(world, question)
  if (probe === undefined || journey === undefined) return trace(world, question)
  const { journey: seen, ...probed } = await probeJourney(flags, probe, { world, journey })
  return traceOf(question, seen, probed)
}

/** Looks at what a journey predicts, in the cluster that the flags name. Throws SvcError `usage` for files: nothing is there to look at. */
async function probeJourney(
  flags: ProbeFlags,
  how: ProbeMode,
  { world, journey }: { readonly world: World; readonly journey: Journey },
): Promise<Probed> {
  refuseFiles(flags.filename)
  const { plannedOf, planFor } = await import('../../probe/probe.ts')
  if (how === 'plan') return plannedOf(world, journey)
  const [{ withLiveWire }, { runPlan }] = await Promise.all([
    import('./live-wire.ts'),
    import('../../probe/live/run.ts'),
  ])
  const plan = planFor(world, journey, how)
  return withLiveWire({ flags, mostRequests, image: flags['probe-image'] }, (wire, given) =>
    runPlan({ wire, plan, journey }, given),
  )
}
