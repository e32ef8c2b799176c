import { Console } from 'node:console'
import { createRequire } from 'node:module'
import type FastCheck from 'fast-check'

// oclif prints through console.log; jest's own console would hide it from tests that capture stdout
globalThis.console = new Console(process.stdout, process.stderr)

// properties draw a seed of their own in each run, which finds more; with SEED a run is the same each time, as in CI
const seed = process.env['SEED']
if (seed !== undefined) {
  // it takes long to load, and half of the files draw nothing
  const fc = createRequire(import.meta.url)('fast-check') as typeof FastCheck
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) })
}
