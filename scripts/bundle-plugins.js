// What esbuild is told about single modules.
import { readFile } from 'node:fs/promises'

/** Puts what the command line says of itself in the place of the file that reads it from package.json. */
export function packageFacts({ name, version, description }) {
  const contents = `export const packageFacts = ${JSON.stringify({ name, version, description })}`
  return {
    name: 'package-facts',
    setup: (build) => build.onLoad({ filter: /\/src\/package\.ts$/ }, () => ({ contents })),
  }
}

const client = /\/@kubernetes\/client-node\/dist\//

/**
 * Of the Kubernetes client only what reads credentials. Its API for each kind, which only `makeApiClient` uses, is 4.5 MB;
 * its other half brings WebSockets and a fetch of its own.
 */
export function onlyCredentials() {
  const refuse = `() => { throw new Error('this part of the Kubernetes client is not bundled') }`
  return {
    name: 'only-credentials',
    setup(build) {
      build.onResolve({ filter: /^@kubernetes\/client-node$/ }, async ({ path, ...rest }) => {
        const index = await build.resolve(`${path}/dist/config.js`, rest)
        return { path: index.path, sideEffects: false }
      })
      build.onLoad({ filter: new RegExp(`${client.source}gen/index\\.js$`) }, () => ({
        contents: `export const createConfiguration = ${refuse}\nexport const ServerConfiguration = class { constructor() { createConfiguration() } }`,
      }))
      build.onResolve({ filter: /^node-fetch$/ }, () => ({ path: 'node-fetch', namespace: 'node-itself' }))
      build.onLoad({ filter: /./, namespace: 'node-itself' }, () => ({
        contents: 'export const Headers = globalThis.Headers',
      }))
    },
  }
}

// as TypeScript writes them: an `import` of its own is in double quotes, and only ever used as `name.member`
const requires =
  /^((?:const|var) \w+|exports\.\w+) = ((?:__import(?:Default|Star)\()?require\("[^"]+"\)\)?);$/gm

const lazy = `const __lazy = (load) => {
  let loaded
  return new Proxy({}, {
    get: (_, name) => (loaded ??= load())[name],
    has: (_, name) => name in (loaded ??= load()),
  })
}`

/**
 * Lets modules of oclif be evaluated when something of them is first used, and not when they are named: it names 150 at
 * its start, and needs 20 to run a command.
 */
export function lazyRequires() {
  return {
    name: 'lazy-requires',
    setup(build) {
      build.onResolve({ filter: /^lazy-require$/ }, ({ path }) => ({ path, namespace: 'lazy-require' }))
      build.onLoad({ filter: /./, namespace: 'lazy-require' }, () => ({
        contents: `${lazy}\nmodule.exports = __lazy`,
      }))
      build.onLoad({ filter: /\/node_modules\/@oclif\/core\/lib\/.*\.js$/ }, async ({ path }) => {
        const text = await readFile(path, 'utf8')
        const contents = text.replaceAll(requires, '$1 = __lazy(() => $2);')
        return { contents: `const __lazy = require('lazy-require');${contents}` }
      })
    },
  }
}
