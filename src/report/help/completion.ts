/** A command as a shell completes it. */
export interface CompletedCommand {
  readonly name: string
  readonly summary: string
  readonly flags: readonly CompletedFlag[]
  /** What an argument takes, when it is one of a few words. */
  readonly words: readonly string[]
}

interface CompletedFlag {
  /** With their dashes: `--output`, `-o`. */
  readonly names: readonly string[]
  /** A flag that takes no value is followed by anything. */
  readonly takesValue: boolean
  /** The few words that it takes; none means a file, a name, a number. */
  readonly values: readonly string[]
}

export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/** A script that completes commands, flags and fixed words; file names are the shell's own business. */
export function completionScript(shell: Shell, commands: readonly CompletedCommand[]): string {
  if (shell === 'fish') return fish(commands)
  const zsh = shell === 'zsh' ? 'autoload -U +X bashcompinit && bashcompinit\n' : ''
  return zsh + bash(commands)
}

function bash(commands: readonly CompletedCommand[]): string {
  const cases = commands.map(
    ({ name, flags, words }) => `    ${name})
      case "$previous" in
${valueCases(flags)}        *) words="${words.join(' ')}" flags="${flags.flatMap(({ names }) => names).join(' ')}" ;;
      esac ;;`,
  )
  return `_svc() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" words= flags=
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')}" -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
  # flags only once a dash is typed: before it, words and files are meant
  case "$current" in -*) words="$flags" ;; esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _svc svc kubectl-svc
`
}

function valueCases(flags: readonly CompletedFlag[]): string {
  return flags
    .filter(({ takesValue }) => takesValue)
    .map(({ names, values }) => `        ${names.join('|')}) words="${values.join(' ')}" ;;\n`)
    .join('')
}

function fish(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap(({ name, summary, flags, words }) => {
    const inside = `__fish_seen_subcommand_from ${name}`
    return [
      `complete -c svc -n __fish_use_subcommand -a ${name} -d '${summary.replaceAll("'", "\\'")}'`,
      ...flags.map((flag) => `complete -c svc -n '${inside}' ${fishFlag(flag)}`),
      ...words.map((word) => `complete -c svc -n '${inside}' -a ${word}`),
    ]
  })
  return `${lines.join('\n')}\n`
}

function fishFlag({ names, takesValue, values }: CompletedFlag): string {
  const written = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`))
  const value = values.length > 0 ? [`-x -a '${values.join(' ')}'`] : takesValue ? ['-r'] : []
  return [...written, ...value].join(' ')
}
