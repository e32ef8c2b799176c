import { existsSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { SvcError } from '../../errors.ts'
import { printable } from '../../text/printable.ts'
import type { Config } from '../../sources/config/config.ts'
import type { FileOptions } from '../../sources/files/files.ts'
import type { RenderAsked, RenderReport } from '../../sources/render/render.ts'
import type { Io } from './io.ts'

/** The flags that ask for rendering. */
export interface RenderFlags {
  readonly helm?: boolean | undefined
  readonly kustomize?: boolean | undefined
  readonly values?: readonly string[] | undefined
  readonly io: Io
}

type Render = NonNullable<FileOptions['render']>

/**
 * Renders what flags and configuration name, of files or of a revision, and says on stderr what it rendered and what it left out. What was
 * rendered once is not rendered again. Throws SvcError `usage`, `config`.
 */
export async function rendererOf(flags: RenderFlags, config: Config | undefined): Promise<Render> {
  const { helm = false, kustomize = false, values = [], io } = flags
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
  const [{ renderAmong }, { renderRevision }] = await Promise.all([
    import('../../sources/render/render.ts'),
    import('../../sources/render/render-revision.ts'),
  ])
  const known = new Map<string, ReturnType<typeof renderAmong>>()
  return async (read, revision) => {
    const key = [revision?.commit, ...read.texts.keys()].join('\n')
    const before = known.get(key)
    if (before !== undefined) return before
    const rendering =
      revision === undefined ? renderAmong(read, asked) : renderRevision(revision, read, asked)
    known.set(key, rendering)
    io.stderr.write(reportText(await rendering))
    return rendering
  }
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
