import { basename, dirname, join } from 'node:path'
import { Templates, sourceNamedIn } from '../files/templates.ts'
import type { Rendering } from '../files/rendered-origin.ts'

/** A chart among files: its folder, and whether Helm can render it. */
export interface Chart {
  readonly folder: string
  readonly isLibrary: boolean
}

/** The charts among texts of files. Those in the folder `charts` of another one are rendered with it. */
export function chartsAmong(texts: ReadonlyMap<string, string>): Chart[] {
  const charts = [...texts].flatMap(([file, text]) =>
    basename(file) === 'Chart.yaml'
      ? [{ folder: dirname(file), isLibrary: /^type:[ \t]*["']?library\b/m.test(text) }]
      : [],
  )
  return charts.filter(
    ({ folder }) => !charts.some((other) => folder.startsWith(join(other.folder, 'charts', '/'))),
  )
}

/** The files that the rendered text of a chart takes the place of: its templates and those of the charts in it. */
export function templatesOf(folder: string, files: Iterable<string>): string[] {
  const below = join(folder, '/')
  return [...files].filter((file) => {
    if (folder !== '.' && !file.startsWith(below)) return false
    const path = folder === '.' ? file : file.slice(below.length)
    return /^(?:charts[\\/][^\\/]+[\\/])*templates[\\/]/.test(path)
  })
}

/** What a chart's rendered text says of itself: Helm names the chart, then the path in its folder. */
export function renderingOf(folder: string): Rendering {
  const templates = new Templates()
  return {
    appliedBy: new Set([folder]),
    textOf: (file) => templates.textOf(file),
    templateOf: (document) => {
      const path = sourceNamedIn(document)?.split('/').slice(1)
      return path === undefined ? undefined : templates.templateFor(join(folder, ...path), document)
    },
  }
}

/** A name of a release that Helm accepts, after a folder. */
export function releaseNameFor(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 53)
    .replaceAll(/^-|-$/g, '')
  return name === '' ? 'release' : name
}
