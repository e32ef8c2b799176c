import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Location } from '../../world/place.ts'
import type { Template } from '../../world/resource.ts'
import type { Chunk } from '../yaml/chunks.ts'

/** The template that Helm names in front of a document, as in `chat/templates/service.yaml`: the name of the chart, then the path in it. */
export function sourceNamedIn({ text }: Chunk): string | undefined {
  const [, named] = /^(?:---[^\n]*\n)?(?:[ \t]*\n|#[^\n]*\n)*?# Source: ([^\n]+)/.exec(text) ?? []
  const source = named?.trim()
  return source === undefined || source === '' || /^[/\\]|^[A-Za-z]:|(?:^|[\\/])\.\.(?:[\\/]|$)/.test(source)
    ? undefined
    : source
}

/** Templates as they are looked into, each read once. */
export class Templates {
  readonly #texts = new Map<string, string | undefined>()
  readonly #folders = new Map<string, string | undefined>()

  /** The template of a document. In: its file, and the document as it was rendered. */
  templateFor(file: string, document: Chunk): Template {
    return { file, locate: (rendered) => this.#locate(file, document, rendered) }
  }

  /** A template that was looked into. */
  textOf(file: string): string | undefined {
    return this.#texts.get(file)
  }

  /**
   * The file of a template that Helm names, where it is a chart of the working directory, or of a folder in it; else as it is named.
   * Helm writes the name of the chart, which its folder need not have.
   */
  fileOf(source: string): string {
    if (existsSync(source)) return source
    const [chart = '', ...path] = source.split('/')
    if (!this.#folders.has(chart)) this.#folders.set(chart, chartFolder(chart))
    const folder = this.#folders.get(chart)
    const file = folder === undefined ? source : join(folder, ...path)
    return existsSync(file) ? file : source
  }

  #locate(file: string, document: Chunk, rendered: Location): Location | undefined {
    if (!this.#texts.has(file)) this.#texts.set(file, textOf(file))
    const lines = document.text.split('\n')
    const line = lines[rendered.line - document.lineOffset - 1]
    const text = this.#texts.get(file)
    if (line === undefined || text === undefined || rendered.line !== rendered.endLine) return undefined
    const place = onlyLine(text.split('\n'), line)
    // two of them may come from different lines
    if (place === undefined || onlyLine(lines, line) === undefined) return undefined
    return { ...rendered, file, line: place, endLine: place }
  }
}

/** The number of the one line with this text; undefined where there are none or several. */
function onlyLine(lines: readonly string[], text: string): number | undefined {
  const wanted = text.trimEnd()
  const first = lines.findIndex((line) => line.trimEnd() === wanted)
  return first === -1 || lines.slice(first + 1).some((line) => line.trimEnd() === wanted)
    ? undefined
    : first + 1
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

const chartFile = 'Chart.yaml'

/** The folder of the one chart of that name, here or two folders down. */
function chartFolder(name: string): string | undefined {
  const folders = ['.', ...foldersIn('.')]
  const all = [...folders, ...folders.slice(1).flatMap((folder) => foldersIn(folder))]
  const found = all.filter((folder) => nameIn(textOf(join(folder, chartFile))) === name)
  return found.length === 1 ? found[0] : undefined
}

function nameIn(chart: string | undefined): string | undefined {
  return chart === undefined ? undefined : /^name:[ \t]*["']?([\w.-]+)/m.exec(chart)?.[1]
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !/^(?:\.|node_modules$)/.test(entry.name))
      .map((entry) => join(folder, entry.name))
  } catch {
    return []
  }
}
