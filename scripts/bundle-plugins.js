// What esbuild is told about single modules.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import standaloneCode from 'ajv/dist/standalone/index.js'

const here = fileURLToPath(new URL('..', import.meta.url))

/** Puts what the command line says of itself in the place of the file that reads it from package.json. */
export function packageFacts({ name, version, description, repository }) {
  const facts = { name, version, description, repository }
  const contents = `export const packageFacts = ${JSON.stringify(facts)}`
  return {
    name: 'package-facts',
    setup: (build) => build.onLoad({ filter: /\/src\/package\.ts$/ }, () => ({ contents })),
  }
}

/** Puts the function that ajv makes of the schema of configurations in the place of the file that makes it at run time. */
export function compiledConfigSchema(schema) {
  const ajv = new Ajv({ allErrors: true, verbose: true, code: { source: true, esm: true } })
  const contents = standaloneCode.default(ajv, ajv.compile(schema))
  return {
    name: 'compiled-config-schema',
    setup: (build) =>
      build.onLoad({ filter: /\/src\/sources\/config\/validate\.ts$/ }, () => ({
        contents,
        resolveDir: here,
      })),
  }
}

const ruleText = /^  (why|source|bad|good):\s*((?:`[^`]*`|'(?:[^'\\\n]|\\.)*'|\s|\+)*?),$/gm

/** Lets the texts of a rule be read when somebody asks for them: strings are half of what is loaded of the rules. */
export function lazyRuleTexts() {
  return {
    name: 'lazy-rule-texts',
    setup: (build) =>
      build.onLoad({ filter: /\/src\/rules\/[^/]+\/[^/]+\.ts$/ }, async ({ path }) => ({
        contents: (await readFile(path, 'utf8')).replaceAll(ruleText, '  get $1() { return $2 },'),
        loader: 'ts',
      })),
  }
}

/** Lets CommonJS packages be imported by name when they are wanted: split scripts would else have only their default. */
export function namedImports(...packages) {
  return {
    name: 'named-imports',
    setup(build) {
      build.onResolve({ filter: new RegExp(`^(${packages.join('|')})$`) }, ({ path, kind }) =>
        kind === 'dynamic-import' ? { path, namespace: 'named' } : undefined,
      )
      build.onLoad({ filter: /./, namespace: 'named' }, async ({ path }) => {
        const names = Object.keys(await import(path)).filter((name) => name !== 'default')
        return { contents: `export const { ${names.join()} } = require('${path}')`, resolveDir: here }
      })
    },
  }
}

/**
 * Of the Kubernetes client only what reads credentials. Its API for each kind, which only `makeApiClient` uses, is 4.5 MB;
 * its other half brings WebSockets and a fetch of its own.
 */
export function onlyCredentials() {
  const api = '/@kubernetes/client-node/dist/gen/index.js'
  const refuse = `() => { throw new Error('this part of the Kubernetes client is not bundled') }`
  return {
    name: 'only-credentials',
    setup(build) {
      build.onResolve({ filter: /^@kubernetes\/client-node$/ }, ({ path, ...rest }) =>
        build.resolve(`${path}/dist/config.js`, rest),
      )
      build.onLoad({ filter: /\/client-node\/dist\/gen\/index\.js$/ }, ({ path }) =>
        path.replaceAll('\\', '/').endsWith(api)
          ? { contents: `export const createConfiguration = ${refuse}\nexport class ServerConfiguration {}` }
          : undefined,
      )
      replace(build, 'node-fetch', 'export const Headers = globalThis.Headers')
      // what the package `ws` tries to load for speed, and does without
      for (const name of ['bufferutil', 'utf-8-validate'])
        replace(build, name, `throw new Error('${name} is not bundled')`)
    },
  }
}

// as TypeScript writes them: an `import` of its own is in double quotes, and only ever used as `name.member`
const requires =
  /^((?:const|var) \w+|exports\.\w+) = ((?:__import(?:Default|Star)\()?require\("[^"]+"\)\)?);$/gm

// opens the stream, which takes longer than all else of oclif, to swallow what src/commands/shared/process-io.ts sees to
const openedStdout = /^process\.stdout\.on\('error', [\s\S]*?^}\);$/m

const lazy = `const __lazy = (load) => {
  let loaded
  return new Proxy({}, {
    get: (_, name) => (loaded ??= load())[name],
    has: (_, name) => name in (loaded ??= load()),
  })
}`

/**
 * Of oclif the commands and their parser, without plugins, help and spinners. Its modules are evaluated when something of
 * them is first used, and not when they are named.
 */
export function onlyCommands() {
  const entry = ['command', 'flags', 'args'].map((name) => `require('@oclif/core/${name}')`)
  const unused = /\/@oclif\/core\/lib\/(config|help|ux)\/index\.js$/
  return {
    name: 'only-commands',
    setup(build) {
      replace(
        build,
        '@oclif/core',
        `const [{ Command }, Flags, Args] = [${entry.join()}]\nmodule.exports = { Command, Flags, Args }`,
      )
      // oclif would tell what it does where DEBUG says so; what that takes to be ready is a tenth of a short run
      replace(build, 'debug', 'module.exports = () => () => undefined')
      replace(build, 'lazy-require', `${lazy}\nmodule.exports = __lazy`)
      build.onLoad({ filter: /\/@oclif\/core\/package\.json$/ }, async ({ path }) => {
        const { name, version } = JSON.parse(await readFile(path, 'utf8'))
        return { contents: JSON.stringify({ name, version }), loader: 'json' }
      })
      build.onLoad({ filter: unused }, () => ({ contents: 'module.exports = {}' }))
      build.onLoad({ filter: /\/@oclif\/core\/lib\/.*\.js$/ }, async ({ path }) => {
        const text = (await readFile(path, 'utf8')).replaceAll(requires, '$1 = __lazy(() => $2);')
        return { contents: `const __lazy = require('lazy-require');${text.replace(openedStdout, '')}` }
      })
    },
  }
}

const builtins = /\b(import_node_\w+) ?= ?((?:__toESM\()?require\("node:[^"]+"\)(?:, ?1)?\)?)(?=[,;])/g

/** The same for what a bundled script imports of Node: `node:crypto` alone takes 2 ms, and few commands need it. */
export function lazyBuiltins(code) {
  // a name that the modules in the script do not have
  return withLazy(code, builtins, '__lazyBuiltin')
}

const modules = /\b(import_\w+) ?= ?require\("\.\/([\w.-]+\.cjs#m\d+)"\)(?=[,;])/g
const modulesLater = /__toESM\(require\("(\.\/[\w.-]+\.cjs)#(m\d+\$)"\)(?:, ?1)?\)/g
const packagesElsewhere = /\b(import_\w+) ?= ?(__toESM\(require_\w+\(\)(?:, ?1)?\))(?=[,;])/g

/**
 * Lets other scripts be loaded when something of them is first wanted, but for those that are loaded with this one:
 * `import_dns.name` becomes `(import_dns()).name`. The same for packages in CommonJS, through a proxy.
 */
export function laterScripts(code, isLoaded) {
  const later = new Set()
  const changed = code.replaceAll(modulesLater, 'require("$1").$2').replaceAll(modules, (_, name, place) => {
    const [file, module] = place.split('#')
    const found = `require("./${file}").${module}`
    if (isLoaded(file)) return `${name}=${found}`
    later.add(name)
    return `${name}=__later(()=>${found})`
  })
  // in parentheses: `new a().B()` would make an object of a
  const called = changed.replaceAll(/\b(import_\w+)\./g, (whole, name) =>
    later.has(name) ? `(${name}()).` : whole,
  )
  const text =
    later.size > 0 ? `const __later=load=>{let loaded;return()=>loaded??=load()};\n${called}` : changed
  return withLazy(text, packagesElsewhere, '__lazyPackage')
}

function withLazy(code, imports, name) {
  const changed = code.replaceAll(imports, `$1=${name}(()=>$2)`)
  return changed === code ? code : `${lazy.replace('__lazy', name)}\n${changed}`
}

function replace(build, name, contents) {
  build.onResolve({ filter: new RegExp(`^${name}$`) }, ({ path }) => ({ path, namespace: 'replaced' }))
  build.onLoad({ filter: new RegExp(`^${name}$`), namespace: 'replaced' }, () => ({
    contents,
    resolveDir: here,
  }))
}
