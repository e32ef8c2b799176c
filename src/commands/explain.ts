import { Args, Flags } from '@oclif/core'
import { formatsOf } from '../report/formats.ts'
import { SvcError } from '../errors.ts'
import { suppressionRules } from '../lint/suppress.ts'
import { explainText, rulesJson, rulesText } from '../report/help/explain.ts'
import { rules } from '../rules/index.ts'
import { didYouMean, guesses } from '../text/did-you-mean.ts'
import { SvcCommand } from './shared/command.ts'
import { outputOption } from './shared/output-option.ts'

export default class Explain extends SvcCommand {
  static override summary = 'explain a rule, with examples'
  static override examples = ['svc explain', 'svc explain selector-matches-nothing']
  static override args = {
    rule: Args.string({ description: 'rule ID (default: list all rules)' }),
  }
  static override flags = {
    output: Flags.option({
      ...outputOption,
      options: formatsOf.explain,
      default: formatsOf.explain[0],
    })(),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Explain)
    const screen = await this.screen(flags.color)
    const known = [
      ...rules,
      ...Object.entries(suppressionRules).map(([id, rule]) => ({
        id,
        severity: 'warning' as const,
        ...rule,
      })),
    ]
    const chosen = args.rule === undefined ? known : known.filter(({ id }) => id === args.rule)
    const [first] = chosen
    if (first === undefined) {
      const found = guesses(
        args.rule ?? '',
        known.map(({ id }) => id),
      )
      throw new SvcError('usage', `"${args.rule}" is not a rule`, {
        hint: didYouMean(found) ?? 'svc explain lists them',
      })
    }
    if (flags.output === 'json') this.print(rulesJson(chosen))
    else this.print(args.rule === undefined ? rulesText(chosen, screen) : explainText(first, screen))
  }
}
