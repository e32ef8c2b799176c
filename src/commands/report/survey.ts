import { manifestsYaml } from '../../author/print.ts'
import { SvcError } from '../../errors.ts'
import type { LintResult } from '../../lint/finding.ts'
import { openReports, type OpenReport } from '../../report/cluster/open-reports.ts'
import { prometheusText } from '../../report/cluster/prometheus.ts'
import { servicesByNamespace, type Surveyed } from '../../report/cluster/surveyed.ts'
import type { formatsOf } from '../../report/formats.ts'
import { withoutCredentials } from '../../text/credentials.ts'
import { count } from '../../text/wording.ts'
import { defined } from '../../world/defined.ts'
import type { World } from '../../world/world.ts'
import { settingsOf } from '../lint/configured.ts'
import { lookAt } from '../lint/look.ts'
import { configOf } from '../shared/read-config.ts'
import { connectionOf } from '../shared/read-live.ts'
import { inPlaces, type WrittenOut } from '../shared/split-outputs.ts'
import type { WorldFlags } from '../shared/world-flags.ts'
import { inputsOf } from '../shared/words.ts'

/** What lint finds in a cluster, and what else is known of it. */
export interface Survey {
  readonly world: World
  readonly result: LintResult
  readonly surveyed: Surveyed
}

interface ReportFlags extends WorldFlags {
  readonly apply: boolean
}

/** Lints all namespaces of a cluster, or the one that the flags name; or what files hold, as of a snapshot. Throws SvcError. */
export async function surveyOf(paths: readonly string[], flags: ReportFlags, now: Date): Promise<Survey> {
  const inputs = inputsOf(paths, flags)
  if (inputs.length > 0 && flags.apply)
    throw new SvcError('usage', '--apply writes what is found in a cluster, not in files', {
      hint: 'leave out --apply, or the files',
    })
  const config = await configOf(flags)
  const isWhole = inputs.length > 0 || flags['all-namespaces'] || flags.namespace === undefined
  const look = lookAt(
    paths,
    { ...flags, ...defined({ project: config }), 'all-namespaces': isWhole, 'update-by': 'apply' },
    await settingsOf(config),
  )
  const { read, result } = await look(new Map())
  const { world } = read
  const all = servicesByNamespace(world)
  const services = isWhole ? all : new Map([[read.namespace, all.get(read.namespace) ?? []]])
  return { world, result, surveyed: { services, isWhole, now } }
}

/** The reports of openreports.io. */
export function reportsIn({ result, surveyed }: Survey): OpenReport[] {
  return openReports(result, surveyed)
}

type ReportFormat = (typeof formatsOf.report)[number]

/** Reports in each format, for the place that it is asked for at. */
export function writeReports(
  { result, surveyed }: Survey,
  reports: readonly OpenReport[],
  { formats, files }: { formats: readonly ReportFormat[]; files: readonly (string | undefined)[] },
): WrittenOut {
  const texts = formats.map((format) =>
    withoutCredentials(format === 'prometheus' ? prometheusText(result, surveyed) : manifestsYaml(reports)),
  )
  return inPlaces(texts, files)
}

const resources = { Report: 'reports', ClusterReport: 'clusterreports' } as const

/** Writes reports to the cluster of the flags. Out: what was written, in words. Throws SvcError. */
export async function appliedIn(flags: ReportFlags, reports: readonly OpenReport[]): Promise<string> {
  const { applyAll } = await import('../../sources/cluster/apply-all.ts')
  const objects = reports.map((manifest) => ({ resource: resources[manifest.kind], manifest }))
  const done = await applyAll(connectionOf(flags), objects)
  const left = objects.length - done
  const gone = left === 0 ? '' : `; ${count(left, 'namespace')} ended meanwhile`
  return `wrote ${count(done, 'report')}${gone}`
}
