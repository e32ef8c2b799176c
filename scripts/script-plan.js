// Which script of dist/cli/ each module is in. A short run takes as long as what it loads, and of what a command can reach
// it needs a third: what short runs do call is together, apart from the rest.

/** The commands whose start matters: scripts/often-run.json has what short runs of them call. */
export const frequent = ['lint', 'trace', 'new', 'ls', 'endpoints', 'who']

const entry = 'src/main.ts'
// what each run loads before it knows what is wanted
const always = [
  entry,
  'src/package.ts',
  'src/commands/index.ts',
  'src/commands/shared/run-command.ts',
  'src/commands/shared/command-line.ts',
]
// the package that each command calls, with what the build puts in the place of some of its modules
const oftenCalled = /^(?:node_modules\/@oclif\/core\/|replaced:(?:@oclif\/core|debug|lazy-require)$)/

/**
 * In: the modules by path with what they import (`inputs` of a metafile of esbuild) and what their text says of it (`facts`),
 * and the commands whose short runs call a module, by path. Out: `scriptOf`, the script of each module by path, and
 * `loadedWith`, which says whether a script is loaded with another one anyway.
 */
export function planScripts({ inputs, facts }, oftenRun) {
  const importsOf = (path) => inputs[path].imports.filter(({ external }) => external !== true)
  const reach = closures(importsOf)
  const usersOf = withNeeded({ paths: Object.keys(inputs), importsOf, facts }, oftenRun)
  const first = new Set(always.flatMap((path) => [...reach(path)]))
  const late = Object.keys(inputs).flatMap((path) => importsOf(path).filter(isLate))
  const lateEntries = new Set([entry, ...late.map(({ path }) => path)])
  const reachedBy = new Map(Object.keys(inputs).map((path) => [path, []]))
  for (const from of lateEntries) for (const path of reach(from)) reachedBy.get(path).push(from)
  const scriptFor = (path) => {
    if (first.has(path)) return 'main'
    const users = oftenCalled.test(path) ? frequent : usersOf(path)
    if (users.length > 2) return 'often'
    if (users.length > 0) return users.join('-')
    const entries = reachedBy.get(path)
    return entries.length === 1
      ? fileName(entries[0].replace(/^src\/|\.ts$/g, ''), '.')
      : fileName(`rest/${roomOf(path)}`, '-')
  }
  const scriptOf = new Map(Object.keys(inputs).map((path) => [path, `${scriptFor(path)}.cjs`]))
  return { scriptOf, loadedWith }
}

/** What all commands of a script call, too, is there when it is evaluated; the rest is loaded when it is wanted. */
function loadedWith(script, other) {
  const order = ['main.cjs', 'often.cjs']
  if (order.includes(other)) return script !== 'main.cjs' && script !== other
  const [own, others] = [script, other].map((name) => name.replace('.cjs', '').split('-'))
  const areCommands = [...own, ...others].every((name) => frequent.includes(name))
  return areCommands && others.length > own.length && own.every((name) => others.includes(name))
}

/**
 * A module is loaded by the commands that call it, by those that take a constant of it, and by those that load what names it
 * in a table, say.
 */
function withNeeded({ paths, importsOf, facts }, oftenRun) {
  const users = new Map(paths.map((path) => [path, new Set(oftenRun[path])]))
  const takesConstants = (path, { path: from, original }) =>
    (facts(path).names.get(original) ?? []).some((name) => facts(from).constants().has(name))
  for (const [path, commands] of Object.entries(oftenRun)) {
    if (!users.has(path)) continue
    const taken = importsOf(path).filter((imported) => takesConstants(path, imported))
    for (const { path: from } of taken) users.set(from, new Set([...users.get(from), ...commands]))
  }
  const pending = new Set(users.keys())
  for (const path of pending) {
    pending.delete(path)
    if (users.get(path).size === 0) continue
    const atOnce = facts(path).atOnce()
    for (const { path: next, original } of importsOf(path)) {
      if (!atOnce.has(original)) continue
      const before = users.get(next).size
      for (const command of users.get(path)) users.get(next).add(command)
      if (users.get(next).size > before) pending.add(next)
    }
  }
  return (path) => frequent.filter((command) => users.get(path).has(command))
}

export function isLate({ kind }) {
  return kind === 'dynamic-import'
}

/** Out: a function that gives what a module loads with itself. */
function closures(importsOf) {
  return (path) => {
    const found = new Set([path])
    for (const from of found)
      for (const imported of importsOf(from)) if (!isLate(imported)) found.add(imported.path)
    return found
  }
}

/** `src/kube/dns/…` is in the room kube/dns, a package is a room. */
function roomOf(path) {
  const [, inPackage] = /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? []
  return inPackage ?? path.split('/').slice(1, -1).slice(0, 2).join('/')
}

function fileName(path, separator) {
  return path.replaceAll('/', separator).replaceAll(/[^\w.-]/g, '-')
}
