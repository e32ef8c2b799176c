/**
 * The known words that a mistyped one most likely means: within a third of its length in edits, at most three,
 * closest first, ties in alphabetical order. Words that differ in their numbers are different on purpose.
 */
export function nearest(word: string, known: Iterable<string>): string[] {
  const limit = allowance(word)
  const numbers = numbersIn(word)
  const found: { candidate: string; edits: number }[] = []
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) > limit || areNumberedApart(numbers, numbersIn(candidate)))
      continue
    const count = edits(word, candidate, limit)
    if (count <= limit && !isOtherName(word, candidate)) found.push({ candidate, edits: count })
  }
  return found
    .toSorted((x, y) => x.edits - y.edits || (x.candidate < y.candidate ? -1 : 1))
    .map(({ candidate }) => candidate)
}

/** The edits that a slip may take: of one or two letters any other word is a neighbour, and `v1` is no slip for `v2`. */
export function allowance(word: string): number {
  return Math.min(3, Math.floor(word.length / 3))
}

/** Edits from one word to another (insert, delete, replace, swap of neighbours; case counts for nothing); above `limit` any larger number. */
function edits(from: string, to: string, limit: number): number {
  const [a, b] = differing(from.toLowerCase(), to.toLowerCase())
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      let least = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      )
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (swapped) least = Math.min(least, (before[column - 2] ?? 0) + 1)
      current.push(least)
    }
    // no later row can be better than the best of this one
    if (Math.min(...current) > limit) return limit + 1
    before = previous
    previous = current
  }
  return previous[b.length] ?? limit + 1
}

/** What is left of two words without the beginning and the end that they share: of names in one namespace, little. */
function differing(a: string, b: string): readonly [string, string] {
  const shorter = Math.min(a.length, b.length)
  let start = 0
  while (start < shorter && a[start] === b[start]) start++
  let end = 0
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  return [a.slice(start, a.length - end), b.slice(start, b.length - end)]
}

/** Words that differ in their numbers, and short ones with another letter (`api`, `app`), are two words. */
export function isOtherName(word: string, candidate: string): boolean {
  if (word === candidate || areNumberedApart(numbersIn(word), numbersIn(candidate))) return true
  const letters = (text: string) => Array.from(text.toLowerCase()).toSorted().join('')
  if (differInShortPart(word, candidate)) return true
  return word.length < 4 && candidate.length === word.length && letters(word) !== letters(candidate)
}

/** `model-7` and `model-12`, `modle-7` and `model-12`: as many numbers, and others. One more may be a slip (`m0del-7`). */
function areNumberedApart(mine: readonly string[], theirs: readonly string[]): boolean {
  return mine.length === theirs.length && mine.some((number, index) => number !== theirs[index])
}

/** The numbers in a word, in their order. */
export function numbersIn(word: string): readonly string[] {
  return word.match(/\d+/g) ?? []
}

/** `pg-ro` and `pg-rw`, `chat-us` and `chat-eu`, `worker-a` and `worker-b` are told apart by a part of one or two letters. */
function differInShortPart(word: string, candidate: string): boolean {
  const [mine, theirs] = [word.split('-'), candidate.split('-')]
  if (mine.length < 2 || mine.length !== theirs.length) return false
  const differing = mine.flatMap((part, index) => (part === theirs[index] ? [] : [part, theirs[index] ?? '']))
  return differing.length === 2 && differing.every((part) => part.length < 3)
}

// of a shorter part a letter more or less makes another word
const shortestSlip = 5

/**
 * Is the word so surely a slip for a near one that no two things would have these names? Of names joined by `-`, one
 * part differs: by a letter doubled or not, or, when it is no short one, inside of it. What is put in front or behind makes
 * another word: `auth` and `oauth`, `order` and `orders`.
 */
export function isSurelySlip(word: string, candidate: string): boolean {
  const [mine, theirs] = [word.toLowerCase().split('-'), candidate.toLowerCase().split('-')]
  if (mine.length !== theirs.length) return false
  const differing = mine.flatMap((part, index) =>
    part === theirs[index] ? [] : [[part, theirs[index] ?? ''] as const],
  )
  const [pair, another] = differing
  if (pair === undefined || another !== undefined) return false
  const [a, b] = pair
  if (withoutDoubles(a) === withoutDoubles(b)) return !/\d/.test(a + b)
  if (Math.min(a.length, b.length) < shortestSlip || edits(a, b, 2) > (a.length < 8 ? 1 : 2)) return false
  return a[0] === b[0] && a.at(-1) === b.at(-1) && !a.startsWith(b) && !b.startsWith(a)
}

/**
 * Is the word more likely a slip for the near one than another thing? Of names joined by `-`, one part differs: two neighbours are
 * swapped (`wbe`, `web`), or one letter inside of it is wrong, missing or too many. Weaker than `isSurelySlip`.
 */
export function isLikelySlip(word: string, candidate: string): boolean {
  if (isSurelySlip(word, candidate)) return true
  const [mine, theirs] = [word.toLowerCase().split('-'), candidate.toLowerCase().split('-')]
  const differing = mine.flatMap((part, index) =>
    part === theirs[index] ? [] : [[part, theirs[index] ?? ''] as const],
  )
  const [pair, another] = differing
  if (mine.length !== theirs.length || pair === undefined || another !== undefined) return false
  const [a, b] = pair
  if (/\d/.test(a + b) || Math.min(a.length, b.length) < 3 || edits(a, b, 1) > 1) return false
  const isSwapped = a.length === b.length && lettersOf(a) === lettersOf(b)
  return isSwapped || (Math.min(a.length, b.length) > 3 && a[0] === b[0] && a.at(-1) === b.at(-1))
}

function lettersOf(word: string): string {
  return Array.from(word).toSorted().join('')
}

function withoutDoubles(word: string): string {
  return word.replaceAll(/(.)\1+/g, '$1')
}
