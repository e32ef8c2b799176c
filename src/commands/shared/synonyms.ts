/** Words that people bring along from kubectl and other tools, and the commands that do it here, best first. */
const commandsMeantBy: Readonly<Record<string, readonly string[]>> = {
  apply: ['new'],
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
  edit: ['new'],
  ep: ['endpoints'],
  export: ['snapshot'],
  expose: ['new'],
  fix: ['lint'],
  generate: ['new'],
  get: ['ls', 'endpoints'],
  init: ['new'],
  list: ['ls', 'lint'],
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

/** The commands that somebody means who types a word that is none; only those that there are. */
export function meantCommands(word: string, known: readonly string[]): string[] {
  return (own(commandsMeantBy, word.toLowerCase()) ?? []).filter((id) => known.includes(id))
}

/** The flags that somebody means who types one that a command does not have; only those that it has. */
export function meantFlags(flag: string, known: readonly string[]): string[] {
  return (own(flagsMeantBy, flag) ?? []).filter((name) => known.includes(name))
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}
