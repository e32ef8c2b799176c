/**
 * Mutated documents through every command that reads manifests, in this process: `npm run robust:input -- --seed=S --count=N`.
 * Ends with exit code 1 when a command throws, hangs, needs more than a gibibyte or names a place outside of a text; what
 * does so is shrunk and written to `test/robust/found/`, where `npm test` tries it again.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { packageFacts } from '../../scripts/bundle-plugins.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { values } = parseArgs({ options: { seed: { type: 'string' }, count: { type: 'string' } } })
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const count = Number(values.count ?? 1_000_000)

// beside the packages, which are not bundled
const folder = join(root, 'node_modules', '.cache', 'svc-robust', String(process.pid))
mkdirSync(folder, { recursive: true })
await build({
  absWorkingDir: root,
  entryPoints: ['test/robust/input-run.ts', 'test/robust/input-worker.ts'],
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  plugins: [packageFacts({ name: 'kubectl-svc', version: '0.0.0', description: '' })],
})
const { runInput } = await import(pathToFileURL(join(folder, 'input-run.mjs')).href)
console.log(`seed ${seed}, ${count} mutated documents`)
const faults = await runInput({
  worker: join(folder, 'input-worker.mjs'),
  tests: join(root, 'test'),
  seed,
  count,
  print: (line) => console.log(line),
})
process.exitCode = faults === 0 ? 0 : 1
