/** What the reader of common YAML leaves to the full one: it is no error, so it carries no trace of where it was thrown. */
class Exotic extends Error {}

const exotic = new Exotic('read it with the full reader')

/** Gives a text up. */
export function giveUp(): never {
  throw exotic
}

export function isExotic(error: unknown): boolean {
  return error === exotic
}
