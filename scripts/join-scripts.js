// Joins the modules of the command line into scripts that are loaded when something of them is wanted. Scripts can be kept
// compiled (see src/launch/), modules cannot; and in a script with one scope the modules call each other as if it had been
// written so. scripts/script-plan.js says which module is in which script.
import { join, relative } from 'node:path'
import { build } from 'esbuild'
import { laterScripts, lazyBuiltins } from './bundle-plugins.js'
import { moduleFacts } from './module-facts.js'
import { isLate, planScripts } from './script-plan.js'

/**
 * In: the options of esbuild for the whole command line, its metafile, and `main`: the `module` to run first with the
 * `names` that `main.cjs` exports, and the modules that short runs call (`oftenRun`). Out: scripts by file name, each a
 * function of `exports`, `require` and `module`, which require each other as `./name.cjs`.
 */
export async function joinScripts(options, { inputs }, main) {
  const house = houseOf(options.absWorkingDir, inputs, main)
  const codeOf = async (script) => {
    const { outputFiles } = await build({
      ...options,
      metafile: false,
      stdin: { contents: entryOf(script, house), resolveDir: options.absWorkingDir },
      format: 'cjs',
      supported: { 'dynamic-import': false },
      logOverride: { 'commonjs-variable-in-esm': 'silent' },
      plugins: [modulesOf(script, house), ...options.plugins],
      write: false,
    })
    const isLoaded = (other) => house.loadedWith(script, other)
    return `(function(exports,require,module){${laterScripts(lazyBuiltins(outputFiles[0].text), isLoaded)}\n})`
  }
  const names = [...new Set(house.scriptOf.values())]
  return new Map(await Promise.all(names.map(async (script) => [script, await codeOf(script)])))
}

/** Which script each module is in, and what other scripts want of a module: names of it, or the module as a whole. */
function houseOf(root, inputs, main) {
  const known = new Map()
  const facts = (path) => {
    if (!known.has(path)) known.set(path, moduleFacts(join(root, path)))
    return known.get(path)
  }
  const { scriptOf, loadedWith } = planScripts({ inputs, facts }, main.oftenRun)
  const wanted = new Map(Object.keys(inputs).map((path) => [path, new Set()]))
  const whole = new Set()
  for (const [path, { imports }] of Object.entries(inputs)) {
    const script = scriptOf.get(path)
    const others = imports.filter(
      (one) => one.external !== true && (isLate(one) || scriptOf.get(one.path) !== script),
    )
    for (const { path: from, kind, original } of others) {
      const isNamed = kind === 'import-statement' && inputs[from].format === 'esm'
      const ofIt = isNamed ? (facts(path).names.get(original) ?? []) : ['*']
      if (isNamed && ofIt.includes('*')) whole.add(`${script} ${from}`)
      for (const name of ofIt) wanted.get(from).add(name)
    }
  }
  for (const name of main.names) wanted.get(main.module).add(name)
  const indexOf = new Map([...wanted.keys()].map((path, index) => [path, index]))
  // the name under which a script gives away what others want of a module
  const given = (path) => `m${indexOf.get(path)}`
  return { root, inputs, scriptOf, loadedWith, wanted, whole, given, main }
}

/**
 * A script gives away what others want of its modules, an object for each: of one that holds all names, V8 would make a
 * table, and inline none of the functions in it.
 */
function entryOf(script, { inputs, scriptOf, wanted, given, main }) {
  const imports = []
  const gifts = []
  for (const [path, names] of wanted) {
    if (scriptOf.get(path) !== script || names.size === 0) continue
    const from = JSON.stringify(path)
    const named = [...names].filter((name) => name !== '*')
    const local = (name) => `${given(path)}$${name}`
    for (const name of named) imports.push(`import { ${name} as ${local(name)} } from ${from}`)
    gifts.push(`${given(path)}: { ${named.map((name) => `${name}: ${local(name)}`).join(', ')} }`)
    if (path === main.module) gifts.push(...main.names.map((name) => `${name}: ${local(name)}`))
    if (!names.has('*')) continue
    if (inputs[path].format === 'esm') imports.push(`import * as ${local('')} from ${from}`)
    gifts.push(inputs[path].format === 'esm' ? local('') : `${local('')}: () => require(${from})`)
  }
  return `${imports.join('\n')}\nmodule.exports = { ${gifts.join(', ')} }`
}

/** Lets esbuild find the modules of a script, and those of others in their scripts. */
function modulesOf(script, { root, inputs, scriptOf, wanted, whole, given }) {
  const imported = ({ path, importer, namespace, kind }) => {
    if (importer === '<stdin>') return { path, kind: 'inside' }
    const from = namespace === 'file' ? relative(root, importer) : `${namespace}:${importer}`
    return inputs[from]?.imports.find((one) => one.original === path && one.kind === kind)
  }
  const resolved = (args) => {
    if (args.kind === 'entry-point') return undefined
    const target = args.namespace.startsWith('outside') ? undefined : imported(args)
    if (target === undefined || target.external === true) return { path: args.path, external: true }
    const { path, kind } = target
    if (isLate(target)) return { path: `./${scriptOf.get(path)}#${given(path)}$`, external: true }
    if (scriptOf.get(path) !== script) {
      const isNamed = kind === 'import-statement' && inputs[path].format === 'esm'
      return { path, namespace: isNamed && !whole.has(`${script} ${path}`) ? 'outside' : 'outside-whole' }
    }
    const [, namespace, name] = /^([a-z-]+):(.*)$/.exec(path) ?? []
    return namespace === undefined ? { path: join(root, path) } : { path: name, namespace }
  }
  return {
    name: 'modules',
    setup(esbuild) {
      esbuild.onResolve({ filter: /./ }, resolved)
      esbuild.onLoad({ filter: /./, namespace: 'outside' }, ({ path }) => {
        const names = [...wanted.get(path)].filter((name) => name !== '*')
        return { contents: `export { ${names.join(', ')} } from './${scriptOf.get(path)}#${given(path)}'` }
      })
      esbuild.onLoad({ filter: /./, namespace: 'outside-whole' }, ({ path }) => {
        const call = inputs[path].format === 'esm' ? '' : '()'
        return { contents: `module.exports = require('./${scriptOf.get(path)}').${given(path)}$${call}` }
      })
    },
  }
}
