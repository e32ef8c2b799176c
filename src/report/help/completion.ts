export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/**
 * The script that lets a shell ask `svc __complete` for the word under the cursor. Where it answers nothing a file is meant, and
 * the shell completes that itself.
 */
export function completionScript(shell: Shell): string {
  return { bash, zsh, fish }[shell]
}

// bash breaks words at `=` and `:`; svc is given them whole, and what it answers is cut to what bash replaces
const bash = `_svc() {
  local line="\${COMP_LINE:0:COMP_POINT}" current="\${COMP_WORDS[COMP_CWORD]}" word candidate
  local -a words=()
  read -r -a words <<<"$line"
  case "$line" in *[[:space:]]) words+=("") ;; esac
  word="\${words[\${#words[@]}-1]}"
  [ "$current" = "=" ] && current=""
  COMPREPLY=()
  while IFS= read -r candidate; do
    [ -n "$candidate" ] && COMPREPLY+=("\${candidate#"\${word%"$current"}"}")
  done < <("\${words[0]}" __complete "\${words[@]:1}" 2>/dev/null)
}
complete -o default -F _svc svc kubectl-svc
`

const zsh = `#compdef svc kubectl-svc
_svc() {
  local -a candidates
  candidates=("\${(@f)$(\${words[1]} __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  candidates=(\${candidates:#})
  if (( \${#candidates} )); then compadd -- $candidates; else _files; fi
}
if [ "\${funcstack[1]}" = _svc ]; then _svc; else compdef _svc svc kubectl-svc; fi
`

const fish = `function __svc_complete
  set -l words (commandline -opc) (commandline -ct)
  $words[1] __complete $words[2..-1] 2>/dev/null
end
complete -c svc -a '(__svc_complete)'
complete -c kubectl-svc -a '(__svc_complete)'
`
