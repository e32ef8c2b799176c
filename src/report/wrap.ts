/**
 * Breaks a text at spaces into lines of at most `width` columns, whatever precedes them; a word that is longer stays whole, so that paths and
 * commands can be copied. Every line but the first is indented by `indent` spaces.
 */
export function wrap(text: string, width: number, indent: number): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  lines.push(line)
  return lines.join(`\n${' '.repeat(indent)}`)
}
