// Joins the modules of src/ and the packages that they use into one script, once for a run of jest: jest would read, resolve and
// link six hundred modules for each test file, which takes longer than most of its tests.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { build } from 'esbuild'
import { globSync } from 'tinyglobby'
import {
  compiledConfigSchema,
  lazyRuleTexts,
  namedImports,
  onlyCommands,
  onlyCredentials,
  packageFacts,
} from '../bundle-plugins.js'
import { bundleFile, root } from './place.js'

/** What jest calls before all test files. Each module is evaluated when it is first asked for, as if it were imported. */
export default async function bundle() {
  const files = globSync('src/**/*.ts', { cwd: root, ignore: 'src/launch/**' }).toSorted()
  const entries = files.map((file) => `'${file}': () => require('./${file}')`)
  const { outputFiles } = await build({
    stdin: { contents: `module.exports = {${entries.join()}}`, resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    external: ['typescript'],
    supported: { 'dynamic-import': false },
    define: { 'process.env.OCLIF_DISABLE_ENGINE_WARNING': '"1"' },
    sourcemap: 'external',
    sourcesContent: false,
    logLevel: 'warning',
    outfile: bundleFile,
    write: false,
    // what the command line is made of as well: see scripts/bundle.js
    plugins: [
      packageFacts(read('package.json')),
      lazyRuleTexts(),
      namedImports('yaml', 'tinyglobby'),
      onlyCredentials(),
      onlyCommands(),
      compiledConfigSchema(read('schemas/config.schema.json')),
    ],
  })
  mkdirSync(dirname(bundleFile), { recursive: true })
  // another run of jest may be reading them
  for (const { path, contents } of outputFiles) {
    writeFileSync(`${path}.${process.pid}`, contents)
    renameSync(`${path}.${process.pid}`, path)
  }
}

function read(file) {
  return JSON.parse(readFileSync(root + file, 'utf8'))
}
