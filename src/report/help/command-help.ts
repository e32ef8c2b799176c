import { wrap } from '../wrap.ts'

export interface HelpFlag {
  readonly name: string
  readonly char?: string
  readonly helpValue?: string
  readonly description?: string
  readonly options?: readonly string[]
  readonly default?: string
  /** The heading that it is listed under; none for the common ones. */
  readonly helpGroup?: string
  readonly multiple?: boolean
}

/** What the help of a command is written from. */
export interface HelpFacts {
  readonly id: string
  readonly summary: string
  readonly description?: string
  readonly usage: string
  readonly args: readonly {
    readonly name: string
    readonly description?: string
    readonly options?: readonly string[]
  }[]
  readonly flags: readonly HelpFlag[]
  readonly examples: readonly string[]
}

type HelpRow = readonly [left: string, right: string]

/** The whole help of a command: summary, usage, arguments, flags group by group, examples. */
export function commandHelp(facts: HelpFacts, width: number): string {
  const { summary, description, usage, args, flags, examples } = facts
  const sections = [
    section('ARGUMENTS', args.map(argRow), width),
    ...groupsOf(flags).map(([group, members]) =>
      section(group === '' ? 'FLAGS' : `${group} FLAGS`, members.map(flagRow), width),
    ),
    examples.length === 0 ? '' : `EXAMPLES\n${examples.map((text) => `  ${text}\n`).join('')}`,
  ]
  return [
    `${wrap(summary, width, 0)}\n`,
    ...(description === undefined ? [] : [`${wrap(description, width, 0)}\n`]),
    `USAGE\n  ${wrap(`svc ${usage}`, width - 4, 4)}\n`,
    ...sections.filter((text) => text !== ''),
  ].join('\n')
}

// what is longer is shown by --help
const mostExamples = 3

/** The help of a command with many flags on one screen: the common ones explained, the others by name, group by group. */
export function shortHelp({ id, summary, usage, args, flags, examples }: HelpFacts, width: number): string {
  const [common = [], ...others] = groupsOf(flags.filter(({ name }) => name !== 'color'))
  const names = others.map(([group, members]): HelpRow => [
    group.toLowerCase(),
    members.map(({ name }) => `--${name}`).join(' '),
  ])
  const shortest = examples.filter((example) => example.length + 2 < width).slice(0, mostExamples)
  const rows = [
    ...args.map(argRow),
    ...(common[1] ?? []).map((flag): HelpRow => [flagText(flag), flag.description ?? '']),
  ]
  return `${wrap(summary, width, 0)}

  ${wrap(`svc ${usage}`, width - 4, 4)}

${rowsText(rows, width)}
More flags (explained by svc ${id} --help):
${rowsText(names, width)}
${shortest.map((example) => `  ${example}\n`).join('')}`
}

/** The help of the tool itself. */
export function rootHelp(
  { summary, version, commands }: { summary: string; version: string; commands: readonly HelpFacts[] },
  width: number,
): string {
  const rows = commands.map(({ id, summary: text }): HelpRow => [id, text])
  return [
    `${wrap(summary, width, 0)}\n`,
    'USAGE\n  svc COMMAND [ARGUMENTS] [FLAGS]\n',
    section('COMMANDS', rows, width),
    `EXAMPLES
  svc lint deploy/                  check manifests
  svc trace chat-api -n shop        follow a request to a Service
  svc new --from deploy.yaml        write a Service for a Deployment
`,
    wrap(`svc COMMAND --help explains a command; svc ${version}`, width, 0),
    '',
  ].join('\n')
}

const lastGroups = ['CLUSTER', 'GLOBAL']

/** Flags without a group first, then the groups as they are declared, those that most commands share last. */
function groupsOf(flags: readonly HelpFlag[]): [group: string, flags: HelpFlag[]][] {
  const groups = new Map<string, HelpFlag[]>([['', []]])
  for (const flag of flags)
    groups.set(flag.helpGroup ?? '', [...(groups.get(flag.helpGroup ?? '') ?? []), flag])
  return [...groups]
    .filter(([, members]) => members.length > 0)
    .toSorted(([a], [b]) => lastGroups.indexOf(a) - lastGroups.indexOf(b))
    .map(([group, members]) => [group, members.toSorted((a, b) => (a.name < b.name ? -1 : 1))])
}

function argRow({ name, description = '', options = [] }: HelpFacts['args'][number]): HelpRow {
  return [name.toUpperCase(), withOptions(description, options)]
}

function flagRow(flag: HelpFlag): HelpRow {
  const { description = '', options = [], default: preset } = flag
  const text = withOptions(description, options.length > mostOptions ? [] : options)
  return [flagText(flag), preset === undefined ? text : `${text} (default ${preset})`]
}

function flagText({ name, char, helpValue, options, multiple }: HelpFlag): string {
  const value = helpValue ?? (options === undefined ? undefined : 'VALUE')
  const short = char === undefined ? '    ' : `-${char}, `
  // a value that may be left out is written behind an equals sign
  const shown = value === undefined || value.startsWith('[=') ? (value ?? '') : ` ${value}`
  return `${short}--${name}${shown}${multiple === true && value?.endsWith('...') !== true ? '...' : ''}`
}

// a longer list would hide the other flags
const mostOptions = 10

function withOptions(text: string, options: readonly string[]): string {
  const isSaid = options.some((option) => text.includes(option))
  return options.length === 0 || isSaid ? text : `${text}: ${options.join(', ')}`
}

function section(title: string, rows: readonly HelpRow[], width: number): string {
  return rows.length === 0 ? '' : `${title}\n${rowsText(rows, width)}`
}

const widestLeft = 30
const narrowestRight = 30

/** Two columns; what is explained by a word that the right one has no room for, or begins further left, takes two lines. */
function rowsText(rows: readonly HelpRow[], width: number): string {
  const fitting = rows.map(([left]) => left.length).filter((length) => length <= widestLeft)
  const column = Math.min(Math.max(...fitting, 0) + 4, Math.max(8, width - narrowestRight))
  return rows
    .map(([left, right]) => {
      const longest = Math.max(...right.split(' ').map(({ length }) => length))
      const indent = longest > width - column ? 8 : column
      const text = wrap(right, width - indent, indent)
      const isBeside = indent === column && left.length + 4 <= column
      return isBeside
        ? `  ${left.padEnd(column - 2)}${text}`.trimEnd()
        : `  ${left}\n${' '.repeat(indent)}${text}`
    })
    .map((text) => `${text}\n`)
    .join('')
}
