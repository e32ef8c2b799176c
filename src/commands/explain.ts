import { Args, Flags } from '@oclif/core'
import { formatsOf } from '../report/formats.ts'
import { SvcError } from '../errors.ts'
import { suppressionRules } from '../lint/suppress.ts'
import { explainText, rulesJson, rulesText, type ExplainedRule } from '../report/help/explain.ts'
import { rulePage, rulesPage } from '../report/help/rule-page.ts'
import { rules } from '../rules/index.ts'
import { didYouMean, guesses } from '../text/did-you-mean.ts'
import { SvcCommand } from './shared/command.ts'
import { outputOption } from './shared/output-option.ts'

/** The rules, and those of the engine about suppressions. */
export const explainedRules: readonly ExplainedRule[] = [
  ...rules,
  ...Object.entries(suppressionRules).map(([id, rule]) => ({ id, severity: 'warning' as const, ...rule })),
]

export default class Explain extends SvcCommand {
  static override summary = 'explain a rule, with examples'
  static override examples = ['svc explain', 'svc explain selector-matches-nothing']
  static override args = {
    rule: Args.string({ description: 'rule ID (default: list all rules)' }),
  }
  static override flags = {
    all: Flags.boolean({ description: 'explain all rules, one after the other' }),
    output: Flags.option({
      ...outputOption,
      options: formatsOf.explain,
      default: formatsOf.explain[0],
    })(),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Explain)
    const screen = await this.screen(flags.color)
    const chosen =
      args.rule === undefined ? explainedRules : explainedRules.filter(({ id }) => id === args.rule)
    const [first] = chosen
    if (first === undefined) {
      const found = guesses(
        args.rule ?? '',
        explainedRules.map(({ id }) => id),
      )
      throw new SvcError('usage', `"${args.rule}" is not a rule`, {
        hint: didYouMean(found) ?? 'svc explain lists them',
      })
    }
    if (flags.output === 'json') this.print(rulesJson(chosen))
    else if (flags.output === 'markdown')
      this.print(args.rule === undefined && !flags.all ? rulesPage(chosen) : chosen.map(rulePage).join('\n'))
    else if (flags.all) this.print(chosen.map((rule) => explainText(rule, screen)).join('\n'))
    else this.print(args.rule === undefined ? rulesText(chosen, screen) : explainText(first, screen))
  }
}
