import { formatPath, type FieldPath } from '../../world/place.ts'
import type { Screen } from '../options.ts'
import { compareTexts, type Line } from '../unified-diff.ts'
import { wrap } from '../wrap.ts'
import { table } from '../inspect/table.ts'
import { jsonText } from '../../text/json.ts'

/** What one way to ask for a preset changes; the texts are manifests. */
interface ShownChange {
  readonly asked: string
  readonly means: string
  readonly before: string
  readonly after: string
  readonly written: readonly {
    readonly path: FieldPath
    readonly value: unknown
    readonly because: string
    readonly source: string
  }[]
}

export interface ShownPreset {
  readonly id: string
  readonly title: string
  readonly group: string
  readonly types: readonly string[]
  readonly changes: readonly ShownChange[]
}

/** All presets, a line each. */
export function presetsText(presets: readonly ShownPreset[], screen: Screen): string {
  const rows = presets.map(({ id, group, title }) => [
    { text: id, paint: screen.palette.strong },
    { text: group },
    { text: title },
  ])
  const how = 'svc presets NAME shows what it changes, and the source of every value'
  return `${table(['PRESET', 'FOR', 'DESCRIPTION'], rows, { ...screen, wraps: true })}\n${how}\n`
}

/** One preset: for each way to ask for it, the lines that change in a plain Service, why, and who says so. */
export function presetText({ id, title, types, changes }: ShownPreset, screen: Screen): string {
  const { palette, width } = screen
  const head = `${palette.strong(id)} ${wrap(title, width - id.length - 1, 0)}\nsvc new ${types.join('|')} NAME --preset ${id}`
  return `${[head, ...changes.map((change) => changeText(change, screen))].join('\n\n')}\n`
}

function changeText(
  { asked, means, before, after, written }: ShownChange,
  { palette, width }: Screen,
): string {
  const lines = changesIn(compareTexts(before, after)).map(({ mark, text }) => {
    const line = `${mark} ${text}`
    return mark === '+' ? palette.good(line) : mark === '-' ? palette.error(line) : palette.dim(line)
  })
  const grounds = written.map(({ path, because, source }) =>
    [formatPath(path), `  ${wrap(because, width - 2, 2)}`, `  ${palette.dim(source)}`].join('\n'),
  )
  return [palette.strong(`--preset ${asked}`), wrap(means, width, 0), ...lines, ...grounds].join('\n')
}

const around = 2

/** The lines that change with those around them; what is left out is one line of "…". */
function changesIn(lines: readonly Line[]): Line[] {
  const near = (index: number) =>
    lines.slice(Math.max(0, index - around), index + around + 1).some(({ mark }) => mark !== ' ')
  return lines.flatMap((line, index) => {
    if (near(index)) return [line]
    return index > 0 && near(index - 1) ? [{ mark: ' ' as const, text: '…' }] : []
  })
}

export function presetsJson(presets: readonly ShownPreset[]): string {
  const shown = presets.map(({ id, title, group, types, changes }) => ({
    name: id,
    title,
    group,
    types,
    changes: changes.map(({ asked, means, before, after, written }) => ({
      preset: asked,
      means,
      writes: written.map(({ path, value, because, source }) => ({
        path: formatPath(path),
        value,
        because,
        source,
      })),
      diff: compareTexts(before, after)
        .map(({ mark, text }) => `${mark} ${text}\n`)
        .join(''),
    })),
  }))
  return jsonText({ version: 1, presets: shown })
}
