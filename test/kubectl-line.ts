/** A kubectl command as it was printed, read as a shell and kubectl read it. */
export interface KubectlLine {
  readonly verb: string
  /** The words that are no options. */
  readonly names: readonly string[]
  readonly options: Readonly<Record<string, string | true>>
  /** What a program of a pod is given, behind `--`. */
  readonly command: readonly string[]
  /** What is piped into it. */
  readonly input?: string
}

/** The options that each verb is printed with: of `kubectl VERB --help`; true for those that take a value. */
const optionsOf: Readonly<Record<string, Readonly<Record<string, boolean>>>> = {
  apply: { '-f': true, '-n': true },
  patch: { '-n': true, '--type': true, '-p': true },
  get: { '-n': true, '-A': false, '-o': true, '-l': true },
  describe: { '-n': true, '-l': true },
  exec: { '-n': true, '-c': true, '-it': false },
  run: { '-n': true, '-it': false, '--rm': false, '--restart': true, '--image': true },
  'port-forward': { '-n': true },
  logs: { '-n': true, '-c': true, '--previous': false },
}

/** Throws where a shell or kubectl would refuse the line. */
export function readKubectl(line: string): KubectlLine {
  const [front, behind, ...more] = shellWords(line)
  if (front === undefined || more.length > 0) throw new Error(`not one command, or two: ${line}`)
  if (behind !== undefined && front[0] !== 'echo') throw new Error(`only echo is piped: ${line}`)
  const [program, verb = '', ...rest] = behind ?? front
  const known = optionsOf[verb]
  if (program !== 'kubectl' || known === undefined) throw new Error(`not a kubectl command: ${line}`)
  const end = rest.indexOf('--')
  const words = end === -1 ? rest : rest.slice(0, end)
  const names: string[] = []
  const options: Record<string, string | true> = {}
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? ''
    if (!word.startsWith('-') || word === '-') {
      names.push(word)
      continue
    }
    const [option = '', inline] = word.startsWith('--') ? splitOnce(word, '=') : [word]
    const takes = known[option]
    if (takes === undefined) throw new Error(`kubectl ${verb} has no option ${option}: ${line}`)
    const value = takes ? (inline ?? words[++index]) : true
    if (value === undefined) throw new Error(`${option} has no value: ${line}`)
    options[option] = value
  }
  return {
    verb,
    names,
    options,
    command: end === -1 ? [] : rest.slice(end + 1),
    ...(behind === undefined ? {} : { input: front.slice(1).join(' ') }),
  }
}

function splitOnce(word: string, by: string): [string, string?] {
  const at = word.indexOf(by)
  return at === -1 ? [word] : [word.slice(0, at), word.slice(at + 1)]
}

/** The words of a line, for each command of a pipe. Throws at what a shell would expand. */
function shellWords(line: string): string[][] {
  const commands: string[][] = [[]]
  const token = /\s*(?:(\|)|((?:'[^']*'|\\'|[\w@%+=:,./#-])+))/gy
  while (token.lastIndex < line.length) {
    const found = token.exec(line)
    if (found === null) throw new Error(`a shell would not take this literally: ${line}`)
    if (found[1] !== undefined) commands.push([])
    else
      commands
        .at(-1)
        ?.push(
          (found[2] ?? '').replaceAll(
            /'([^']*)'|\\(')/g,
            (_, text: string, quoted: string) => text ?? quoted,
          ),
        )
  }
  return commands
}
