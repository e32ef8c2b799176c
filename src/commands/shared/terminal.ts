import type { ColorLevel } from '../../report/palette.ts'

export type ColorChoice = 'auto' | 'always' | 'never'

export interface TerminalFacts {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly isTTY: boolean
}

/**
 * Colour or none, in this order: the flag, NO_COLOR, FORCE_COLOR and CLICOLOR_FORCE, a dumb terminal, no terminal,
 * CLICOLOR=0 (no-color.org, bixense.com/clicolors). An empty NO_COLOR does not count.
 */
export function colorLevel(choice: ColorChoice, { env, isTTY }: TerminalFacts): ColorLevel {
  if (choice !== 'auto') return choice === 'always' ? 1 : 0
  if (env['NO_COLOR']) return 0
  const forced = env['FORCE_COLOR'] ?? env['CLICOLOR_FORCE']
  if (forced !== undefined && forced !== '') return forced === '0' || forced === 'false' ? 0 : 1
  if (env['TERM'] === 'dumb' || !isTTY) return 0
  return env['CLICOLOR'] === '0' ? 0 : 1
}

const narrowest = 40
const widest = 120

/** The columns to write for: the terminal's, or 80 where there is none. */
export function columnsOf(columns: number | undefined, env: TerminalFacts['env']): number {
  const wanted = columns ?? Number(env['COLUMNS'] ?? 80)
  return Number.isInteger(wanted) && wanted > 0 ? Math.min(widest, Math.max(narrowest, wanted)) : 80
}
