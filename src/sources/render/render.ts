import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { FileTexts, Rendered, RenderedText } from '../files/files.ts'
import type { Rendering } from '../files/rendered-origin.ts'
import { chartsAmong, releaseNameFor, renderingOf, templatesOf } from './charts.ts'
import { kustomizationsAmong, renderingOf as builtFrom } from './kustomizations.ts'
import { runProgram, type Ran } from './run-program.ts'

/** How a chart is rendered; its path is absolute. */
interface ChartAsked {
  readonly path: string
  readonly values?: readonly string[]
  readonly release?: string
  readonly namespace?: string
}

/** What is to be rendered of what is among the files. */
export interface RenderAsked {
  /** All charts, or only those that are listed. */
  readonly allCharts: boolean
  readonly charts: readonly ChartAsked[]
  /** Values for every chart, behind its own. */
  readonly values: readonly string[]
  /** All kustomizations, or only those in these folders; paths are absolute. */
  readonly allKustomizations: boolean
  readonly kustomizations: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where programs find a path; itself where it is absent. */
  readonly at?: (path: string) => string
}

/** What was rendered by which program, and what was not, and why. */
export interface RenderReport {
  readonly rendered: readonly { readonly folder: string; readonly by: string }[]
  readonly left: readonly { readonly folder: string; readonly because: string }[]
}

/** One chart or kustomization. */
interface Job {
  readonly folder: string
  /** The file that says what it is. */
  readonly file: string
  /** The programs that can do it, the first that is there does. */
  readonly commands: readonly (readonly [string, ...string[]])[]
  readonly rendering: Rendering
  readonly namespace?: string
  readonly replaces: readonly string[]
}

// a kustomization may fetch what it is built on
const timeLimitMs = 60_000
const atOnce = 4

/**
 * Renders the charts and kustomizations among files with `helm template` and `kubectl kustomize` of the PATH; arguments are paths and
 * what the configuration says, nothing that these files hold. One that fails is unread, and the others are rendered. Never throws.
 */
export async function renderAmong(
  { texts }: Pick<FileTexts, 'texts'>,
  asked: RenderAsked,
): Promise<Rendered & RenderReport> {
  const { jobs, libraries } = jobsFor(texts, asked)
  const done: Done[] = []
  for (let first = 0; first < jobs.length; first += atOnce)
    done.push(...(await Promise.all(jobs.slice(first, first + atOnce).map((job) => runJob(job, asked)))))
  const rendered = done.flatMap(({ job, by, ran }) =>
    'stdout' in ran ? [{ job, by, text: ran.stdout }] : [],
  )
  const failed = done.flatMap(({ job, ran }) => ('failure' in ran ? [{ ...job, ...ran }] : []))
  return {
    texts: rendered.map(({ job, by, text }) => renderedText(job, by, text)),
    replaced: new Set(rendered.flatMap(({ job }) => job.replaces)),
    unread: failed
      .filter(({ isMissing }) => !isMissing)
      .map(({ file, failure }) => ({ file, because: `cannot be rendered: ${failure}` })),
    rendered: rendered.map(({ job: { folder }, by }) => ({ folder, by })),
    left: [...libraries, ...failed.map(({ folder, failure }) => ({ folder, because: failure }))],
  }
}

/** Is there anything to render? */
export function hasJobs(texts: ReadonlyMap<string, string>, asked: RenderAsked): boolean {
  return jobsFor(texts, asked).jobs.length > 0
}

interface Done {
  readonly job: Job
  readonly by: string
  readonly ran: Ran
}

function renderedText({ folder, rendering, namespace }: Job, by: string, text: string): RenderedText {
  const label = join(folder, `<${by}>`)
  return { label, folder, text, rendering, ...(namespace === undefined ? {} : { namespace }) }
}

async function runJob(job: Job, { env }: RenderAsked): Promise<Done> {
  let done: Done = { job, by: '', ran: { failure: 'no program renders it', isMissing: true } }
  for (const command of job.commands) {
    done = { job, by: command.slice(0, 2).join(' '), ran: await runProgram(command, env, timeLimitMs) }
    if (!('failure' in done.ran) || !done.ran.isMissing) break
  }
  return done
}

function jobsFor(texts: ReadonlyMap<string, string>, asked: RenderAsked) {
  const { at = (path: string) => path } = asked
  const charts = chartsAmong(texts).flatMap((chart) => {
    const own = asked.charts.find(({ path }) => path === resolve(chart.folder))
    return asked.allCharts || own !== undefined ? [{ ...chart, own }] : []
  })
  const kustomizations = kustomizationsAmong(texts).filter(
    ({ folder }) => asked.allKustomizations || asked.kustomizations.includes(resolve(folder)),
  )
  const jobs = [
    ...charts
      .filter(({ isLibrary }) => !isLibrary)
      .map(({ folder, own }) => chartJob(folder, own, { values: asked.values, files: texts.keys(), at })),
    ...kustomizations.map((each) => kustomizationJob(each, at)),
  ]
  const libraries = charts
    .filter(({ isLibrary }) => isLibrary)
    .map(({ folder }) => ({ folder, because: 'is a library chart' }))
  return { jobs, libraries }
}

interface ChartFiles {
  readonly values: readonly string[]
  readonly files: Iterable<string>
  readonly at: (path: string) => string
}

function chartJob(folder: string, own: ChartAsked | undefined, { values, files, at }: ChartFiles): Job {
  const { namespace } = own ?? {}
  // values of the day where a revision has no such file
  const valuesFile = (file: string) => (existsSync(at(resolve(file))) ? at(resolve(file)) : resolve(file))
  return {
    folder,
    file: join(folder, 'Chart.yaml'),
    commands: [
      [
        'helm',
        'template',
        own?.release ?? releaseNameFor(resolve(folder)),
        at(resolve(folder)),
        ...[...(own?.values ?? []), ...values].flatMap((file) => ['--values', valuesFile(file)]),
        ...(namespace === undefined ? [] : ['--namespace', namespace]),
      ],
    ],
    rendering: renderingOf(folder),
    ...(namespace === undefined ? {} : { namespace }),
    replaces: templatesOf(folder, files),
  }
}

function kustomizationJob(
  { folder, file, replaces }: ReturnType<typeof kustomizationsAmong>[number],
  at: (path: string) => string,
): Job {
  return {
    folder,
    file,
    commands: [
      ['kubectl', 'kustomize', at(resolve(folder))],
      ['kustomize', 'build', at(resolve(folder))],
    ],
    rendering: builtFrom(file),
    replaces,
  }
}
