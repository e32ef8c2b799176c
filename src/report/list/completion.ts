/** A command as a shell completes it. */
export interface CompletedCommand {
  readonly name: string
  readonly summary: string
  /** With their dashes: `--output`, `-o`. */
  readonly flags: readonly string[]
  /** What a flag or an argument takes, when it is one of a few words. */
  readonly words: readonly string[]
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
    ({ name, flags, words }) => `    ${name}) words="${[...words, ...flags].join(' ')}" ;;`,
  )
  return `_svc() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')}" -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
    *) words="" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _svc svc kubectl-svc
`
}

function fish(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap(({ name, summary, flags, words }) => {
    const inside = `__fish_seen_subcommand_from ${name}`
    return [
      `complete -c svc -n __fish_use_subcommand -a ${name} -d '${summary.replaceAll("'", "\\'")}'`,
      ...flags
        .filter((flag) => flag.startsWith('--'))
        .map((flag) => `complete -c svc -n '${inside}' -l ${flag.slice(2)}`),
      ...words.map((word) => `complete -c svc -n '${inside}' -a ${word}`),
    ]
  })
  return `${lines.join('\n')}\n`
}
