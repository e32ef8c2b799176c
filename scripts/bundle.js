// Joins the modules of src/ into few files of dist/: loading 300 small ones took longer than what most commands then do.
// Packages stay packages, what is imported lazily stays apart, and `tsc` has written the declarations before.
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const commands = readdirSync(new URL('../src/commands', import.meta.url)).filter((file) =>
  file.endsWith('.ts'),
)

await build({
  absWorkingDir: root,
  entryPoints: ['src/main.ts', 'src/index.ts', ...commands.map((file) => `src/commands/${file}`)],
  outdir: 'dist',
  outbase: 'src',
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
})
