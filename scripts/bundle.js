// Joins the modules of src/ and the packages that they use into dist/: `svc.cjs` is the command line, one file that needs
// nothing but Node; `index.js` is the library. `tsc` has written the declarations before.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { lazyRequires, onlyCredentials, packageFacts } from './bundle-plugins.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const facts = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

/** Names stay as written: the stack of a bug report must be readable. */
const common = {
  absWorkingDir: root,
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  minifyWhitespace: true,
  minifySyntax: true,
  metafile: true,
  logLevel: 'warning',
}

await build({
  ...common,
  entryPoints: { svc: 'src/main.ts' },
  outExtension: { '.js': '.cjs' },
  // a script can be kept compiled (see src/launch.ts), a module cannot
  format: 'cjs',
  external: ['typescript'],
  define: { 'process.env.OCLIF_DISABLE_ENGINE_WARNING': '"1"' },
  plugins: [packageFacts(facts), onlyCredentials(), lazyRequires()],
})

await build({
  ...common,
  entryPoints: { index: 'src/index.ts' },
  format: 'esm',
  // for packages that are CommonJS and name a module of Node
  banner: {
    js: "import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)",
  },
})
