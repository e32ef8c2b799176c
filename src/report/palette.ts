/** Colours by meaning. The only importer of chalk, which is loaded only when there is colour to print. */

export type Paint = (text: string) => string

export interface Palette {
  readonly error: Paint
  readonly warning: Paint
  readonly note: Paint
  readonly good: Paint
  readonly dim: Paint
  readonly strong: Paint
}

/** 0 none, 1 the 16 colours of any terminal. */
export type ColorLevel = 0 | 1

const plain: Paint = (text) => text

export const noColors: Palette = {
  error: plain,
  warning: plain,
  note: plain,
  good: plain,
  dim: plain,
  strong: plain,
}

/** The palette of a colour level; the decision itself is made once, by the command line. */
export async function paletteFor(level: ColorLevel): Promise<Palette> {
  if (level === 0) return noColors
  const { Chalk } = await import('chalk')
  const chalk = new Chalk({ level })
  return {
    error: chalk.red,
    warning: chalk.yellow,
    note: chalk.cyan,
    good: chalk.green,
    dim: chalk.dim,
    strong: chalk.bold,
  }
}
