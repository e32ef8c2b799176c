// Joins the modules of src/ and the packages that they use into dist/, where nothing but Node is needed to run them:
// `cli/` is the command line, in scripts that are loaded when a command wants them; `index.js` is the library.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import {
  compiledConfigSchema,
  lazyRuleTexts,
  namedImports,
  onlyCommands,
  onlyCredentials,
  packageFacts,
} from './bundle-plugins.js'
import { checkEvaluation } from './evaluation-order.js'
import { joinScripts } from './join-scripts.js'
import { bundledPackages, writeLicences, writeSbom } from './third-party.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const facts = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

/** Names stay as written: the stack of a bug report must be readable. */
const common = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minifyWhitespace: true,
  minifySyntax: true,
  metafile: true,
  logLevel: 'warning',
}

rmSync(`${root}/dist`, { recursive: true, force: true })
const building = build({
  ...common,
  entryPoints: { index: 'src/index.ts' },
  outdir: 'dist',
  // for packages that are CommonJS and name a module of Node
  banner: {
    js: "import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)",
  },
})

const commandLine = {
  ...common,
  external: ['typescript'],
  define: { 'process.env.OCLIF_DISABLE_ENGINE_WARNING': '"1"' },
  plugins: [
    packageFacts(facts),
    lazyRuleTexts(),
    namedImports('yaml', 'tinyglobby'),
    onlyCredentials(),
    onlyCommands(),
    compiledConfigSchema(
      JSON.parse(readFileSync(new URL('../schemas/config.schema.json', import.meta.url), 'utf8')),
    ),
  ],
  write: false,
}
const whole = await build({ ...commandLine, entryPoints: ['src/main.ts'], outdir: 'dist/cli' })
const [{ exports: names }] = Object.values(whole.metafile.outputs)
const oftenRun = JSON.parse(readFileSync(new URL('often-run.json', import.meta.url), 'utf8'))

const files = await joinScripts(commandLine, whole.metafile, { module: 'src/main.ts', names, oftenRun })
checkEvaluation(files)
mkdirSync(`${root}/dist/cli`, { recursive: true })
const hash = createHash('sha256')
for (const [name, code] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
  writeFileSync(`${root}/dist/cli/${name}`, code)
  hash.update(code)
}

await build({
  ...common,
  entryPoints: { launch: 'src/launch/launch.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  define: { BUILD_ID: JSON.stringify(hash.digest('hex').slice(0, 16)), 'import.meta.dirname': '__dirname' },
})

const library = await building
const packages = bundledPackages(root, [library.metafile, whole.metafile])
writeLicences(`${root}/dist/THIRD-PARTY.md`, packages)
writeSbom(`${root}/dist/sbom.cdx.json`, facts, packages)
