/** Words that people bring along from kubectl and other tools, and the commands that do it here, with their flags, best first. */
const commandsMeantBy: Readonly<Record<string, readonly string[]>> = {
  check: ['lint'],
  completions: ['completion'],
  create: ['new'],
  curl: ['trace'],
  debug: ['trace'],
  dependents: ['who'],
  describe: ['endpoints', 'trace'],
  doc: ['explain'],
  docs: ['explain'],
  dump: ['snapshot'],
  delete: ['who'],
  edit: ['new --edit'],
  ep: ['endpoints'],
  export: ['snapshot'],
  expose: ['new --from'],
  fix: ['lint --fix'],
  generate: ['new'],
  get: ['ls', 'endpoints'],
  init: ['new'],
  inspect: ['endpoints', 'trace'],
  list: ['ls', 'lint'],
  ping: ['trace'],
  pods: ['endpoints'],
  preset: ['presets'],
  refs: ['who'],
  references: ['who'],
  rule: ['explain'],
  rules: ['explain'],
  services: ['ls'],
  status: ['ls'],
  test: ['lint', 'trace'],
  usage: ['who'],
  users: ['who'],
  uses: ['who'],
  validate: ['lint'],
  verify: ['lint'],
  why: ['trace', 'explain'],
}

/** What kubectl does, and svc does not. */
const kubectlCommands: ReadonlySet<string> = new Set([
  'annotate',
  'apply',
  'attach',
  'cp',
  'delete',
  'exec',
  'label',
  'logs',
  'patch',
  'port-forward',
  'proxy',
  'replace',
  'rollout',
  'run',
  'scale',
  'set',
  'top',
  'wait',
])

export function isKubectlCommand(word: string): boolean {
  return kubectlCommands.has(word.toLowerCase())
}

const flagsMeantBy: Readonly<Record<string, readonly string[]>> = {
  '--all': ['--all-namespaces'],
  '--client': ['--from'],
  '--dry-run': ['--fix-dry-run'],
  '--file': ['--filename', '--from'],
  '--files': ['--filename'],
  '--format': ['--output'],
  '--interactive': ['--wizard'],
  '--labels': ['--selector'],
  '--level': ['--min-severity'],
  '--ns': ['--namespace'],
  '--severity': ['--min-severity', '--fail-on'],
  '--source': ['--from'],
  '--strict': ['--fail-on'],
  '-R': ['--filename'],
  '-q': ['--quiet'],
}

/** What a command has in the place of a flag. */
const insteadOfFlags: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  trace: {
    '--port': 'the port is part of the target: svc trace chat-api:8080',
    '-p': 'the port is part of the target: svc trace chat-api:8080',
    '--to': 'the target is an argument: svc trace chat-api',
    '--target': 'the target is an argument: svc trace chat-api',
    '--protocol': 'the protocol is part of the target: svc trace dns:53/udp',
    '--udp': 'the protocol is part of the target: svc trace dns:53/udp',
  },
  lint: {
    '--exclude': 'name the files to check, or silence a finding with a comment: # svc-ignore: RULE REASON',
    '--ignore': 'silence a finding with a comment: # svc-ignore: RULE REASON',
    '--disable': 'silence a finding with a comment: # svc-ignore: RULE REASON',
    '--skip': 'silence a finding with a comment: # svc-ignore: RULE REASON',
  },
}

/** What to do where a command does not have a flag that others have; undefined where nothing is known. */
export function insteadOfFlag(command: string, flag: string): string | undefined {
  return own(own(insteadOfFlags, command) ?? {}, flag)
}

/** The commands, some with a flag, that are meant by a word that is none; only those that exist. */
export function meantCommands(word: string, known: readonly string[]): string[] {
  return (own(commandsMeantBy, word.toLowerCase()) ?? []).filter((line) =>
    known.includes(line.split(' ')[0] ?? ''),
  )
}

/** The flags that are meant by one that a command does not have; only those that it has. */
export function meantFlags(flag: string, known: readonly string[]): string[] {
  return (own(flagsMeantBy, flag) ?? []).filter((name) => known.includes(name))
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}
