import type { Config } from '@oclif/core'
import type { PackageFacts } from '../../package.ts'
import { repositoryUrl } from '../../text/repository-url.ts'
import type { CommandClass, Commands } from './command.ts'

/** Loads the class of each command by its name. */
export type CommandTable = Readonly<Record<string, () => Promise<CommandClass>>>

/**
 * The commands that there are, each loaded when it is called. oclif's own configuration would look for package.json, a
 * manifest and the files of commands on disk at each start.
 */
export class CommandLine implements Commands {
  readonly #table: CommandTable
  readonly #facts: PackageFacts

  constructor(table: CommandTable, facts: PackageFacts) {
    this.#table = table
    this.#facts = facts
  }

  get version(): string {
    return this.#facts.version
  }

  /** Where the sources are; undefined before a release says so. */
  get repository(): string | undefined {
    return repositoryUrl(this.#facts.repository)
  }

  get description(): string {
    return this.#facts.description
  }

  get names(): readonly string[] {
    return Object.keys(this.#table)
  }

  /** The class of a command; undefined where there is none of that name. */
  async load(name: string): Promise<CommandClass | undefined> {
    const command = Object.hasOwn(this.#table, name) ? await this.#table[name]?.() : undefined
    if (command !== undefined) command.id = name
    return command
  }

  /** The classes of all commands. */
  async loadAll(): Promise<readonly CommandClass[]> {
    const all = await Promise.all(this.names.map((name) => this.load(name)))
    return all.filter((command) => command !== undefined)
  }

  /** What a command of oclif asks of its configuration while it runs; there are neither plugins nor hooks. */
  get config(): Config {
    const { version } = this
    const runHook = async () => ({ successes: [], failures: [] })
    const scopedEnvVarKeys = () => []
    const names = { bin: 'svc', version, userAgent: `svc/${version}`, topicSeparator: ':' }
    return { ...names, runHook, scopedEnvVarKeys } as unknown as Config
  }
}
