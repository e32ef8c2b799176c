/** One document of a YAML stream: its text, and where that text starts in the file. */
export interface Chunk {
  readonly text: string
  /** Characters (UTF-16 code units) of the file in front of it. */
  readonly offset: number
  /** Lines of the file in front of it. */
  readonly lineOffset: number
}

/**
 * Splits a stream the way kubectl does: by lines that start with `---`, wherever they are, before any YAML is parsed.
 * What follows the dashes on the same line stays with the new document, so that its parser can refuse it.
 * Follows YAMLReader in kubernetes/apimachinery pkg/util/yaml/decoder.go.
 */
export function splitDocuments(text: string): Chunk[] {
  const chunks: Chunk[] = []
  let start = 0
  let lineOffset = 0
  let position = 0
  let line = 0
  while (position <= text.length) {
    if (position > start && text.startsWith('---', position)) {
      chunks.push({ text: text.slice(start, position), offset: start, lineOffset })
      start = position
      lineOffset = line
    }
    const newline = text.indexOf('\n', position)
    if (newline === -1) break
    position = newline + 1
    line++
  }
  chunks.push({ text: text.slice(start), offset: start, lineOffset })
  return chunks
}
