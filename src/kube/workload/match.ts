import type { Ternary } from './runtime-labels.ts'

/** Whether something matches, and of a `maybe` what would have to be known. */
export interface Match {
  readonly is: Ternary
  readonly because?: string
}

export const yes: Match = { is: 'yes' }
export const no: Match = { is: 'no' }

export function maybe(because: string): Match {
  return { is: 'maybe', because }
}

export function matchOf(is: Ternary, because: string): Match {
  return is === 'maybe' ? maybe(because) : is === 'yes' ? yes : no
}

/** All of them: one `no` decides, then the first `maybe`. */
export function allOf(matches: readonly Match[]): Match {
  return matches.find(({ is }) => is === 'no') ?? matches.find(({ is }) => is === 'maybe') ?? yes
}

/** Any of them: one `yes` decides, then the first `maybe`. */
export function anyOf(matches: readonly Match[]): Match {
  return matches.find(({ is }) => is === 'yes') ?? matches.find(({ is }) => is === 'maybe') ?? no
}

export function negated({ is, because }: Match): Match {
  if (is === 'maybe') return maybe(because ?? '')
  return is === 'yes' ? no : yes
}
