import { Config, type Command } from '@oclif/core'
import { defined } from '../../world/defined.ts'
import type { SvcCommand } from './command.ts'
import type { Io } from './io.ts'
import type { PackageFacts } from '../../package.ts'

/** Loads the class of each command by its name. */
export type CommandTable = Readonly<Record<string, () => Promise<CommandClass>>>

export type CommandClass = Pick<typeof SvcCommand, keyof typeof SvcCommand> &
  (new (argv: string[], config: Config, io: Io) => SvcCommand)

/**
 * What oclif knows of this command line. oclif itself would look for package.json, a manifest and the files of commands
 * on disk, at each start; here commands come from a table, so that only the one that runs is loaded.
 */
export class CommandLine extends Config {
  private readonly table: CommandTable
  private described: readonly Command.Loadable[] = []

  constructor(table: CommandTable, { name, version, description }: PackageFacts) {
    super({ root: '' })
    this.table = table
    this.name = name
    this.version = version
    this.bin = 'svc'
    this.dirname = 'svc'
    this.topicSeparator = ' '
    this.pjson = { name, version, description, oclif: {} }
    this.platform = process.platform
    this.userAgent = `${name}/${version} ${process.platform}-${process.arch} node-${process.version}`
  }

  override get commandIDs(): string[] {
    return Object.keys(this.table)
  }

  /** Those that `describe` was asked for. */
  override get commands(): Command.Loadable[] {
    return [...this.described]
  }

  override findCommand(id: string, opts: { must: true }): Command.Loadable
  override findCommand(id: string, opts?: { must: boolean }): Command.Loadable | undefined
  override findCommand(id: string): Command.Loadable | undefined {
    return this.described.find((command) => command.id === id)
  }

  /** Hooks belong to plugins, and there are none. */
  override async runHook(): Promise<{ successes: []; failures: [] }> {
    return { successes: [], failures: [] }
  }

  /** Loads commands, so that help and completion can tell of them. */
  async describe(ids: readonly string[] = this.commandIDs): Promise<readonly Command.Loadable[]> {
    const found = await Promise.all(ids.map(async (id) => ({ id, loaded: await this.classOf(id) })))
    this.described = found.flatMap(({ id, loaded }) => (loaded === undefined ? [] : factsOf(id, loaded)))
    return this.described
  }

  /** The class of a command; undefined where there is none of that name. */
  async classOf(id: string): Promise<CommandClass | undefined> {
    return Object.hasOwn(this.table, id) ? this.table[id]?.() : undefined
  }
}

function factsOf(id: string, loaded: CommandClass): Command.Loadable {
  const { args, baseFlags, description, examples, flags, strict, summary, usage } = loaded
  return {
    id,
    aliases: [],
    hiddenAliases: [],
    hidden: loaded.hidden === true,
    args: named(args),
    flags: named({ ...baseFlags, ...flags }),
    ...defined({ description, examples, strict, summary, usage }),
    load: async () => loaded as unknown as Command.Class,
  }
}

/** Help reads the names of flags and arguments from themselves, where only oclif's parser and its manifest put them. */
function named<T extends object>(items: Readonly<Record<string, T>>): Record<string, T & { name: string }> {
  return Object.fromEntries(Object.entries(items).map(([name, item]) => [name, { ...item, name }]))
}
