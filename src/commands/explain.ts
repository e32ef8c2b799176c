import { Args, Flags } from '@oclif/core'
import { SvcError } from '../errors.ts'
import { suppressionRules } from '../lint/suppress.ts'
import { explainText, rulesJson, rulesText } from '../report/help/explain.ts'
import { rules } from '../rules/index.ts'
import { nearest } from '../text/nearest.ts'
import { SvcCommand } from './shared/command.ts'

export default class Explain extends SvcCommand {
  static override summary = 'say what a rule means, why, and show it broken and mended'
  static override examples = ['svc explain', 'svc explain selector-matches-nothing']
  static override args = {
    rule: Args.string({ description: 'id of a rule; all of them in short when left out' }),
  }
  static override flags = {
    output: Flags.option({
      char: 'o',
      options: ['text', 'json'] as const,
      default: 'text' as const,
      description: 'format',
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
      const [meant] = nearest(
        args.rule ?? '',
        known.map(({ id }) => id),
      )
      throw new SvcError('usage', `there is no rule "${args.rule}"`, {
        hint: meant === undefined ? 'svc explain lists them' : `did you mean ${meant}?`,
      })
    }
    if (flags.output === 'json') this.print(rulesJson(chosen))
    else this.print(args.rule === undefined ? rulesText(chosen, screen) : explainText(first, screen))
  }
}
