import { allowance, isOtherName } from './nearest.ts'

/** A letter of the tree of words, and the words that end at it. */
interface Branch {
  readonly letter: string
  readonly next: Map<string, Branch>
  readonly words: string[]
}

/** How many edits lead from the beginning of the wanted word to a branch: of it, and of the branch before. */
interface Rows {
  readonly row: readonly number[]
  readonly before?: readonly number[]
  readonly letter: string
}

/**
 * Many words, asked again and again which of them are near a mistyped one: `nearest` for lists that are long.
 * The words are a tree by their letters, of which only the branches that are still near are looked at.
 */
export class WordIndex {
  readonly #root: Branch = { letter: '', next: new Map(), words: [] }

  constructor(words: Iterable<string>) {
    for (const word of new Set(words)) {
      let branch = this.#root
      for (const letter of word.toLowerCase()) {
        let next = branch.next.get(letter)
        if (next === undefined) branch.next.set(letter, (next = { letter, next: new Map(), words: [] }))
        branch = next
      }
      branch.words.push(word)
    }
  }

  /** The same words in the same order as `nearest` finds among all of them. */
  nearest(word: string): string[] {
    const limit = allowance(word)
    const wanted = Array.from(word.toLowerCase())
    const found: { candidate: string; edits: number }[] = []
    const visit = (branch: Branch, rows: Rows): void => {
      const count = rows.row.at(-1) ?? 0
      if (count <= limit)
        for (const candidate of branch.words)
          if (!isOtherName(word, candidate)) found.push({ candidate, edits: count })
      if (Math.min(...rows.row, ...(rows.before ?? [])) > limit) return
      for (const next of branch.next.values())
        visit(next, { ...nextRow(wanted, rows, next.letter), letter: next.letter })
    }
    visit(this.#root, { row: Array.from({ length: wanted.length + 1 }, (_, index) => index), letter: '' })
    return found
      .toSorted((x, y) => x.edits - y.edits || (x.candidate < y.candidate ? -1 : 1))
      .map(({ candidate }) => candidate)
  }
}

/** One letter further: insert, delete, replace, or swap two neighbours. */
function nextRow(
  wanted: readonly string[],
  { row, before, letter: last }: Rows,
  letter: string,
): Omit<Rows, 'letter'> {
  const next = [(row[0] ?? 0) + 1]
  for (let column = 1; column <= wanted.length; column++) {
    const same = wanted[column - 1] === letter
    let least = Math.min(
      (row[column] ?? 0) + 1,
      (next[column - 1] ?? 0) + 1,
      (row[column - 1] ?? 0) + (same ? 0 : 1),
    )
    const isSwapped = before !== undefined && wanted[column - 2] === letter && wanted[column - 1] === last
    if (isSwapped) least = Math.min(least, (before[column - 2] ?? 0) + 1)
    next.push(least)
  }
  return { row: next, before: row }
}
