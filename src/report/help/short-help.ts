import { wrap } from '../wrap.ts'

interface HelpFlag {
  readonly name: string
  readonly char?: string
  readonly helpValue?: string
  readonly description?: string
  /** Flags of a group are only named here. */
  readonly helpGroup?: string
}

export interface HelpFacts {
  readonly id: string
  readonly summary: string
  readonly usage: string
  readonly args: readonly { readonly name: string; readonly description?: string }[]
  readonly flags: readonly HelpFlag[]
  readonly examples: readonly string[]
}

const left = 26
// what is longer stands under --help
const mostExamples = 3

/** The help of a command with many flags on one screen: the common ones explained, the others by name, group by group. */
export function shortHelp({ id, summary, usage, args, flags, examples }: HelpFacts, width: number): string {
  const common = flags.filter(({ helpGroup }) => helpGroup === undefined)
  const groups = new Map<string, string[]>()
  for (const { name, helpGroup } of flags)
    if (helpGroup !== undefined) groups.set(helpGroup, [...(groups.get(helpGroup) ?? []), `--${name}`])
  const rows = [
    ...args.map(({ name, description = '' }) => row(name.toUpperCase(), description, width)),
    ...common.map((flag) => row(written(flag), flag.description ?? '', width)),
  ]
  const others = [...groups].map(([group, names]) => row(group.toLowerCase(), names.join(' '), width))
  const shortest = examples.filter((example) => example.length + 2 < width).slice(0, mostExamples)
  return `${summary}

  svc ${usage}

${rows.join('')}
Also (svc ${id} --help explains them):
${others.join('')}
${shortest.map((example) => `  ${example}\n`).join('')}`
}

function written({ name, char, helpValue }: HelpFlag): string {
  return `${char === undefined ? '    ' : `-${char}, `}--${name}${helpValue === undefined ? '' : ` ${helpValue}`}`
}

function row(what: string, text: string, width: number): string {
  const lines = wrap(text, width - left, 0).split('\n')
  const gap =
    what.length + 4 > left
      ? [`  ${what}`, ...lines]
      : [`  ${what.padEnd(left - 2)}${lines[0] ?? ''}`, ...lines.slice(1)]
  return gap.map((line, index) => `${index === 0 ? line : ' '.repeat(left) + line}\n`).join('')
}
