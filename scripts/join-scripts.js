// Joins the modules that frequent commands load into few scripts: what the same commands load is one script with one scope,
// as if it had been written so. Each file to open takes as long as compiling 5 KB, and what modules hand to each other
// across scripts (a function for each name) is a quarter of what there is to load.
import { basename } from 'node:path'
import { build } from 'esbuild'
import { parseSync } from 'oxc-parser'
import { lazyBuiltins, lazyYaml } from './bundle-plugins.js'

const frequent = ['lint', 'trace', 'new', 'ls', 'endpoints', 'who']
// what each run loads, and what those load that read files
const always = [
  'main',
  'package',
  'commands/index',
  'commands/shared/run-command',
  'commands/shared/command-line',
]
const files = 'sources/files/files'
const readFiles = frequent.filter((command) => command !== 'new')

const dynamicImport = /import\("\.\/([^"]+)"\)/g

/**
 * In: the modules that esbuild split the command line into, by file name, and what it says of them. Out: scripts by file
 * name, which require each other as `./name.cjs`; the first to run is `main.cjs`.
 */
export async function joinScripts(modules, { outputs }) {
  const facts = new Map(Object.entries(outputs).map(([path, output]) => [basename(path), output]))
  const house = houseOf(modules, facts)
  const scripts = new Map()
  for (const [script, inside] of house.members) {
    const { outputFiles } = await build({
      stdin: { contents: entryOf(inside, house), resolveDir: '/' },
      bundle: true,
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      minifyWhitespace: true,
      minifySyntax: true,
      supported: { 'dynamic-import': false },
      logOverride: { 'commonjs-variable-in-esm': 'silent' },
      plugins: [modulesOf(script, modules, house)],
      write: false,
    })
    scripts.set(script, lazyBuiltins(outputFiles[0].text))
  }
  return scripts
}

/** Which script each module is in, the modules of each script, and what other scripts want of a module. */
function houseOf(modules, facts) {
  const scriptOf = scriptsOf(facts)
  const members = new Map()
  const wanted = new Map([...modules.keys()].map((name) => [name, new Set()]))
  const whole = new Set()
  for (const [name, text] of modules) {
    const script = scriptOf(name)
    members.set(script, [...(members.get(script) ?? []), name])
    for (const [from, imported] of importsOf(name, text))
      if (scriptOf(from) !== script) wanted.get(from).add(imported)
    for (const [, from] of text.matchAll(dynamicImport)) whole.add(from)
  }
  const [main] = [...facts].find(([, { entryPoint }]) => entryPoint === 'src/main.ts')
  const indexOf = new Map([...modules.keys()].map((name, index) => [name, index]))
  // the name under which a script gives away a name of a module, or with none the module as a whole
  const given = (module, name) => `m${indexOf.get(module)}$${name}`
  return { scriptOf, members, wanted, whole, given, main: { module: main, names: facts.get(main).exports } }
}

/** What a module imports of others by name. */
function importsOf(name, text) {
  return parseSync(name, text).module.staticImports.flatMap(({ moduleRequest: { value }, entries }) =>
    value.startsWith('./') ? entries.map(({ importName }) => [value.slice(2), importName.name]) : [],
  )
}

/** The script of a module: one for all that the same frequent commands load, else one of its own. */
function scriptsOf(facts) {
  const closureOf = (name, found = new Set()) => {
    if (found.has(name)) return found
    found.add(name)
    for (const { path, kind, external } of facts.get(name).imports)
      if (kind === 'import-statement' && external !== true) closureOf(basename(path), found)
    return found
  }
  const entry = (source) => [...facts].find(([, { entryPoint }]) => entryPoint === `src/${source}.ts`)[0]
  const first = new Set(always.flatMap((source) => [...closureOf(entry(source))]))
  const closures = frequent.map((command) => closureOf(entry(`commands/${command}`)))
  for (const command of readFiles) closureOf(entry(files), closures[frequent.indexOf(command)])
  return (name) => {
    if (first.has(name)) return 'main.cjs'
    const commands = frequent.filter((_, index) => closures[index].has(name))
    if (commands.length === 0) return name.replace(/\.js$/, '.cjs')
    return `${commands.length === frequent.length ? 'shared' : commands.join('-')}.cjs`
  }
}

/** A script gives away what others want of its modules, under names that no two of them share. */
function entryOf(inside, { wanted, whole, given, main }) {
  const imports = inside.map((module) => {
    const names = [...wanted.get(module)].map((name) => `${name} as ${given(module, name)}`)
    const namespace = whole.has(module) ? `import * as ${given(module, '')} from './${module}'\n` : ''
    return `${namespace}import { ${names.join(', ')} } from './${module}'\n`
  })
  const gifts = inside.flatMap((module) => [
    ...[...wanted.get(module)].map((name) => given(module, name)),
    ...(whole.has(module) ? [given(module, '')] : []),
  ])
  const isMain = inside.includes(main.module)
  if (isMain) imports.push(`import { ${main.names.join(', ')} } from './${main.module}'\n`)
  return `${imports.join('')}module.exports = { ${[...gifts, ...(isMain ? main.names : [])].join(', ')} }`
}

/** Lets esbuild read the modules of a script, and find those of others in their scripts. */
function modulesOf(script, modules, { scriptOf, wanted, given }) {
  const resolved = ({ path }) => {
    if (path.endsWith('.cjs')) return { path, external: true }
    const name = path.slice(2)
    return { path: name, namespace: scriptOf(name) === script ? 'inside' : 'outside' }
  }
  const late = (_, name) => {
    const other = scriptOf(name)
    const place = other === script ? 'module.exports' : `require("./${other}")`
    return `Promise.resolve().then(()=>${place}.${given(name, '')})`
  }
  return {
    name: 'modules',
    setup(esbuild) {
      esbuild.onResolve({ filter: /^\.\// }, resolved)
      esbuild.onLoad({ filter: /./, namespace: 'inside' }, ({ path }) => ({
        contents: lazyYaml(modules.get(path)).replaceAll(dynamicImport, late),
        resolveDir: '/',
      }))
      esbuild.onLoad({ filter: /./, namespace: 'outside' }, ({ path }) => {
        const names = [...wanted.get(path)].map((name) => `${given(path, name)} as ${name}`)
        return { contents: `export { ${names.join(', ')} } from './${scriptOf(path)}'`, resolveDir: '/' }
      })
    },
  }
}
