/**
 * A piece of the text of a value, such as one URL among others: found again where the value is written, whatever quotes,
 * indentation or escapes surround it there.
 */
export interface Piece {
  readonly text: string
  /** Where it starts in the value (UTF-16 code units). */
  readonly index: number
  /** The whole value that it is a piece of. */
  readonly within: string
}

/** The piece of a value that starts at an index. */
export function pieceAt(value: string, text: string, index: number): Piece {
  return { text, index, within: value }
}

/** Where the pieces of one value start in the text that spells it; undefined for one that is written otherwise than it reads. */
export type PieceFinder = (piece: Piece) => number | undefined

/**
 * Reads a value and its spelling side by side, once, so that any of its pieces is found without reading them again.
 * In: the value, and the same as it is written: plain, quoted, as a block with its header and indentation, as JSON.
 */
export function pieceFinder(value: string, written: string): PieceFinder {
  const { from, to } = align(value, written)
  return ({ text, index }) => {
    const run = lastAtMost(from, index)
    const place = index + (to[run] ?? 0) - (from[run] ?? 0)
    return text !== '' && run >= 0 && written.startsWith(text, place) ? place : undefined
  }
}

/** Runs of equal characters: where each starts in the value, and where in the spelling. */
interface Alignment {
  readonly from: number[]
  readonly to: number[]
}

function align(value: string, written: string): Alignment {
  const runs: Alignment = { from: [], to: [] }
  const hasEscapes = written.startsWith('"')
  // indentation, folded line ends, and the second of two quotes inside of single ones
  const isLayout = written.startsWith("'") ? /[\s']/ : /\s/
  let at = lengthOfOpening(written)
  let index = 0
  let isRun = false
  while (index < value.length && at < written.length) {
    const isEscape = hasEscapes && written[at] === '\\'
    if (!isEscape && value[index] === written[at]) {
      if (!isRun) {
        runs.from.push(index)
        runs.to.push(at)
      }
      isRun = true
      index++
      at++
      continue
    }
    isRun = false
    if (isEscape) {
      index++
      at += longEscapes[written[at + 1] ?? ''] ?? 2
    } else if (isLayout.test(written[at] ?? '')) at++
    else if (/\s/.test(value[index] ?? '')) index++
    else break
  }
  return runs
}

const longEscapes: Readonly<Record<string, number>> = { x: 4, u: 6, U: 10 }

/** A quote, or `|-` and the like with a comment behind it. */
function lengthOfOpening(written: string): number {
  return /^(?:["']|[|>][-+0-9]*(?:[ \t]+#.*|[ \t]*)\r?\n)/.exec(written)?.[0].length ?? 0
}

/** The index of the last number that is not above a limit; -1 when all are. The numbers are sorted. */
function lastAtMost(sorted: readonly number[], limit: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) <= limit) low = middle + 1
    else high = middle
  }
  return low - 1
}
