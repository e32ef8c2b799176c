import type { NewText } from '../../sources/files/write-files.ts'

/** The arguments without what follows the format in `-o FORMAT=FILE` or `-o FORMAT=TEMPLATE`, and that, in the order of the formats. */
export interface SplitOutputs {
  readonly argv: string[]
  readonly files: readonly (string | undefined)[]
}

/**
 * Several formats at once, each with a place: `-o text -o sarif=svc.sarif`. What is behind the format is taken out before the flags are
 * parsed, so that a format is checked as everywhere else.
 */
export function splitOutputs(argv: readonly string[]): SplitOutputs {
  const rest: string[] = []
  const files: (string | undefined)[] = []
  let isValue = false
  for (const [index, word] of argv.entries()) {
    if (word === '--') return { argv: [...rest, ...argv.slice(index)], files }
    const attached = isValue ? undefined : /^(--output=|-o=?)(.+)$/s.exec(word)
    const value = isValue ? word : attached?.[2]
    isValue = !isValue && (word === '-o' || word === '--output')
    if (value === undefined) {
      rest.push(word)
      continue
    }
    const [, format = value, file] = /^([a-z-]+)=(.*)$/s.exec(value) ?? []
    files.push(file)
    rest.push(`${attached?.[1] ?? ''}${format}`)
  }
  return { argv: rest, files }
}

/** What goes to stdout, and the files that are to be written. */
export interface WrittenOut {
  readonly text: string
  readonly files: readonly NewText[]
}

/** Texts, each with its file; `-` and none are stdout. */
export function inPlaces(texts: readonly string[], files: readonly (string | undefined)[]): WrittenOut {
  const fileAt = (index: number) => (files[index] === '-' ? undefined : files[index])
  return {
    text: texts.filter((_, index) => fileAt(index) === undefined).join(''),
    files: texts.flatMap((text, index) => {
      const file = fileAt(index)
      return file === undefined ? [] : [{ file, text }]
    }),
  }
}
