import { existsSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { SvcError } from '../../errors.ts'
import { printable } from '../../text/printable.ts'
import type { Config } from '../../sources/config/config.ts'
import type { FileOptions } from '../../sources/files/files.ts'
import type { RenderAsked, RenderReport } from '../../sources/render/render.ts'
import type { Io } from './io.ts'
import { liveCluster } from './live-cluster.ts'

/** The flags that ask for rendering, and those that it does not go with. */
export interface RenderFlags {
  readonly helm?: boolean | undefined
  readonly kustomize?: boolean | undefined
  readonly values?: readonly string[] | undefined
  readonly changed?: boolean | undefined
  readonly before?: readonly string[] | undefined
  readonly io: Io
}

type Render = NonNullable<FileOptions['render']>

/**
 * Renders what flags and configuration name, and says on stderr what it rendered and what it left out; undefined where that is not
 * possible. What was rendered once is not rendered again. Throws SvcError `usage`, `config`.
 */
export async function rendererOf(
  flags: RenderFlags,
  config: Config | undefined,
): Promise<Render | undefined> {
  const { helm = false, kustomize = false, values = [], io } = flags
  if (comparesRevisions(flags)) {
    if (helm || kustomize) throw ofToday(helm ? '--helm' : '--kustomize')
    io.stderr.write(
      'left out: charts and kustomizations, which cannot be rendered as they were at a revision\n',
    )
    return undefined
  }
  const inFolder = (path: string) => resolve(config?.folder ?? '.', path)
  const asked: RenderAsked = {
    allCharts: helm,
    charts: (config?.charts ?? []).map((chart) => ({
      ...chart,
      path: inFolder(chart.path),
      values: (chart.values ?? []).map(inFolder),
    })),
    values: values.map((file) => resolve(file)),
    allKustomizations: kustomize,
    kustomizations: (config?.kustomizations ?? []).map(inFolder),
    env: io.env,
  }
  refuseMissing(asked, config)
  const { renderAmong } = await import('../../sources/render/render.ts')
  const known = new Map<string, ReturnType<typeof renderAmong>>()
  return async (read) => {
    const key = [...read.texts.keys()].join('\n')
    const before = known.get(key)
    if (before !== undefined) return before
    const rendering = renderAmong(read, asked)
    known.set(key, rendering)
    io.stderr.write(reportText(await rendering))
    return rendering
  }
}

function ofToday(flag: string): SvcError {
  return new SvcError('usage', `${flag} renders the files of today, not those of a revision`, {
    hint: 'render both and compare them: svc lint --before old.yaml new.yaml',
  })
}

/** Is something compared with a git revision, of which only texts are known? */
function comparesRevisions({ changed = false, before = [] }: RenderFlags): boolean {
  return changed || before.some((name) => name !== liveCluster && !existsSync(name))
}

/** A path of the configuration that leads nowhere would never be rendered, and nothing would say so. */
function refuseMissing({ charts, kustomizations }: RenderAsked, config: Config | undefined): void {
  const chart = charts.find(({ path }) => !existsSync(join(path, 'Chart.yaml')))
  if (chart !== undefined)
    throw missing(
      'charts',
      `${relative('.', chart.path)} is not the folder of a chart: it has no Chart.yaml`,
      config,
    )
  const names = ['kustomization.yaml', 'kustomization.yml']
  const folder = kustomizations.find((path) => !names.some((name) => existsSync(join(path, name))))
  if (folder !== undefined)
    throw missing('kustomizations', `${relative('.', folder)} has no kustomization.yaml`, config)
}

function missing(
  setting: 'charts' | 'kustomizations',
  message: string,
  config: Config | undefined,
): SvcError {
  const line = config?.lineOf(setting)
  return new SvcError('config', message, {
    ...(config === undefined ? {} : { file: config.file }),
    ...(line === undefined ? {} : { line, column: 1 }),
  })
}

function reportText({ rendered, left }: RenderReport): string {
  const programs = [...new Set(rendered.map(({ by }) => by))]
  const lines = programs.map((program) => {
    const folders = rendered.filter(({ by }) => by === program).map(({ folder }) => folder)
    return `rendered with ${program}: ${printable(folders.join(', '))}\n`
  })
  return [
    ...lines,
    ...left.map(({ folder, because }) => `${printable(`not rendered: ${folder}: ${because}`)}\n`),
  ].join('')
}
