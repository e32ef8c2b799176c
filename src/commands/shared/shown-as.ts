import { readFileSync } from 'node:fs'
import { SvcError } from '../../errors.ts'
import { isTemplateFormat, type Format, type TemplateFormat } from '../../report/formats.ts'

/** How a list is to be shown: `-o`, what is behind its `=`, and `--sort-by`. */
export interface Shown<F extends Format> {
  readonly format: F
  readonly template: string | undefined
  readonly sortBy: string | undefined
}

/** How the reports of a command print its items, and where its JSON has them. */
export interface Listed<F extends Format, T> {
  readonly items: readonly T[]
  readonly print: (format: Exclude<F, TemplateFormat>, items: readonly T[]) => string | Promise<string>
  readonly rows: string
}

/**
 * The report that was asked for, in the order that was asked for; a template of kubectl is applied to what `-o json` prints. What does so is
 * loaded only then. Throws SvcError `usage` in kubectl's words, `input-unreadable`.
 */
export async function shownAs<F extends Format, T>(
  { format, template, sortBy }: Shown<F>,
  { items, print, rows }: Listed<F, T>,
): Promise<string> {
  const data = async (list: readonly T[]) => {
    const whole = JSON.parse(await print('json' as Exclude<F, TemplateFormat>, list)) as Readonly<
      Record<string, readonly unknown[]>
    >
    return { json: whole, rows: whole[rows] ?? [] }
  }
  const sorted = sortBy === undefined ? items : await inOrder(items, (await data(items)).rows, sortBy)
  if (!isTemplateFormat(format)) {
    if (template !== undefined)
      throw new SvcError('usage', `-o ${format} takes no template`, {
        hint: `-o ${format}, or -o jsonpath=TEMPLATE`,
      })
    return print(format as Exclude<F, TemplateFormat>, sorted)
  }
  const text = templateOf(format, template)
  const { templateText } = await import('../../report/template/template.ts')
  const known = await data(sorted)
  return inKubectlsWords(() => templateText(format, text, known))
}

/** What the flags of a command say of it; `templates`: what was behind the `=` of each `-o`. */
export function shownBy<F extends Format>(
  flags: { readonly output: F; readonly 'sort-by'?: string | undefined },
  templates: readonly (string | undefined)[],
): Shown<F> {
  return { format: flags.output, template: templates.at(-1), sortBy: flags['sort-by'] }
}

async function inOrder<T>(items: readonly T[], rows: readonly unknown[], sortBy: string): Promise<T[]> {
  const { orderBy } = await import('../../report/template/sort-rows.ts')
  const order = await inKubectlsWords(() => orderBy(sortBy, rows))
  return order.flatMap((index) => items.slice(index, index + 1))
}

/** The template itself, or what is in its file. */
function templateOf(format: TemplateFormat, given: string | undefined): string {
  if (given === undefined || given === '')
    throw new SvcError(
      'usage',
      format.startsWith('custom-columns')
        ? 'custom-columns format specified but no custom columns given'
        : 'template format specified but no template given',
      {
        hint: format.startsWith('custom-columns')
          ? `-o ${format}=NAME:.name,READY:.ready`
          : `-o ${format}='{.services[*].name}'`,
      },
    )
  if (!format.endsWith('-file')) return given
  try {
    return readFileSync(given, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new SvcError('input-unreadable', `error reading template ${given}: ${code ?? String(error)}`, {
      file: given,
    })
  }
}

async function inKubectlsWords<T>(work: () => T): Promise<T> {
  const { TemplateError } = await import('../../report/template/jsonpath/parse.ts')
  try {
    return work()
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    throw new SvcError('usage', error.message, { hint: 'templates are applied to what -o json prints' })
  }
}
