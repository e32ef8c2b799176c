/**
 * A piece of the text of a value, such as one URL among others: found again where the value is written, whatever quotes,
 * indentation or escapes stand around it there.
 */
export interface Piece {
  readonly text: string
  /** Which of its occurrences is meant, from 0, and of how many. */
  readonly occurrence: number
  readonly of: number
}

/** The piece of a value that starts at an index. */
export function pieceAt(value: string, text: string, index: number): Piece {
  const places = placesOf(value, text)
  return { text, occurrence: Math.max(0, places.indexOf(index)), of: places.length }
}

/** Where a piece starts in a value as it is written; undefined where it is written otherwise than it reads. */
export function placeOfPiece(written: string, { text, occurrence, of }: Piece): number | undefined {
  const places = placesOf(written, text)
  return places.length === of ? places[occurrence] : undefined
}

function placesOf(value: string, text: string): number[] {
  const places: number[] = []
  if (text === '') return places
  for (let at = value.indexOf(text); at !== -1; at = value.indexOf(text, at + 1)) places.push(at)
  return places
}
