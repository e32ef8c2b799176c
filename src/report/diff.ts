/** A line of two texts: in both, only in the first, or only in the second. */
export interface DiffLine {
  readonly mark: ' ' | '-' | '+'
  readonly text: string
}

/** Two texts line by line, with the fewest lines taken away and added. */
export function diffLines(before: string, after: string): DiffLine[] {
  const [a, b] = [linesOf(before), linesOf(after)]
  // common[i][j]: how many lines a[i…] and b[j…] have in common, in order
  const common = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0))
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const row = common[i] ?? []
      row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const lines: DiffLine[] = []
  for (let [i, j] = [0, 0]; i < a.length || j < b.length;) {
    if (i < a.length && a[i] === b[j]) {
      lines.push({ mark: ' ', text: a[i++] ?? '' })
      j++
    } else if (i < a.length && (j >= b.length || at(i + 1, j) >= at(i, j + 1)))
      lines.push({ mark: '-', text: a[i++] ?? '' })
    else lines.push({ mark: '+', text: b[j++] ?? '' })
  }
  return lines
}

/** The changes with a few lines around each; what is left out between them is one line of "…". */
export function hunksOf(lines: readonly DiffLine[], around: number): DiffLine[] {
  const near = (index: number) =>
    lines.slice(Math.max(0, index - around), index + around + 1).some(({ mark }) => mark !== ' ')
  return lines.flatMap((line, index) => {
    if (near(index)) return [line]
    return index > 0 && near(index - 1) ? [{ mark: ' ' as const, text: '…' }] : []
  })
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}
