import { allowance, isOtherName, numbersIn } from './nearest.ts'

/** A letter of the tree of words, and the words that end at it. */
interface Branch {
  readonly letter: string
  readonly next: Map<string, Branch>
  readonly words: string[]
}

/** The words that have so many numbers: those with the same ones in a tree, and all of them in one. */
interface Numbered {
  readonly count: number
  readonly words: string[]
  readonly byNumbers: Map<string, Branch>
  all?: Branch
}

/** How many edits lead from the beginning of the wanted word to a branch: of it, and of the branch before. */
interface Rows {
  readonly row: readonly number[]
  readonly before?: readonly number[]
  readonly least: number
  readonly letter: string
}

/**
 * Many words, asked again and again which of them are near a mistyped one: `nearest` for lists that are long.
 * The words are trees by their letters, of which only the branches that are still near are looked at.
 */
export class WordIndex {
  readonly #groups = new Map<number, Numbered>()

  constructor(words: Iterable<string>) {
    for (const word of new Set(words)) {
      const numbers = numbersIn(word)
      const count = numbers.length
      const group: Numbered = this.#groups.get(count) ?? { count, words: [], byNumbers: new Map() }
      this.#groups.set(count, group)
      group.words.push(word)
      const key = numbers.join(' ')
      const root = group.byNumbers.get(key) ?? emptyTree()
      group.byNumbers.set(key, root)
      insert(root, word)
    }
  }

  /** The same words in the same order as `nearest` finds among all of them; those further away are looked for when asked for. */
  *nearest(word: string): Generator<string> {
    const wanted = Array.from(word.toLowerCase())
    const roots = this.#rootsFor(numbersIn(word))
    for (let edits = 0; edits <= allowance(word); edits++)
      yield* roots
        .flatMap((root) => wordsAt(edits, wanted, root))
        .filter((candidate) => !isOtherName(word, candidate))
        .toSorted()
  }

  /** As many numbers must be the same ones. */
  #rootsFor(numbers: readonly string[]): Branch[] {
    return [...this.#groups.values()].flatMap((group) =>
      group.count === numbers.length ? (group.byNumbers.get(numbers.join(' ')) ?? []) : treeOf(group),
    )
  }
}

function treeOf(group: Numbered): Branch {
  if (group.all === undefined) {
    group.all = emptyTree()
    for (const word of group.words) insert(group.all, word)
  }
  return group.all
}

function emptyTree(): Branch {
  return { letter: '', next: new Map(), words: [] }
}

function insert(root: Branch, word: string): void {
  let branch = root
  for (const letter of word.toLowerCase()) {
    let next = branch.next.get(letter)
    if (next === undefined) branch.next.set(letter, (next = { letter, next: new Map(), words: [] }))
    branch = next
  }
  branch.words.push(word)
}

/** The words that are so many edits away, neither more nor fewer. */
function wordsAt(edits: number, wanted: readonly string[], root: Branch): string[] {
  const found: string[] = []
  const visit = (branch: Branch, rows: Rows): void => {
    if (rows.row.at(-1) === edits) found.push(...branch.words)
    for (const next of branch.next.values()) {
      const further = nextRow(wanted, rows, next.letter)
      // two letters that are swapped skip a row
      if (Math.min(further.least, rows.least) <= edits) visit(next, further)
    }
  }
  visit(root, { row: Array.from({ length: wanted.length + 1 }, (_, index) => index), least: 0, letter: '' })
  return found
}

/** One letter further: insert, delete, replace, or swap two neighbours. */
function nextRow(wanted: readonly string[], { row, before, letter: last }: Rows, letter: string): Rows {
  let previous = (row[0] ?? 0) + 1
  let least = previous
  const next = [previous]
  for (let column = 1; column <= wanted.length; column++) {
    const same = wanted[column - 1] === letter
    let edits = Math.min((row[column] ?? 0) + 1, previous + 1, (row[column - 1] ?? 0) + (same ? 0 : 1))
    const isSwapped = before !== undefined && wanted[column - 2] === letter && wanted[column - 1] === last
    if (isSwapped) edits = Math.min(edits, (before[column - 2] ?? 0) + 1)
    next.push(edits)
    previous = edits
    if (edits < least) least = edits
  }
  return { row: next, before: row, least, letter }
}
