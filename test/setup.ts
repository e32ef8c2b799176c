import { Console } from 'node:console'
import fc from 'fast-check'

// oclif prints through console.log; jest's own console would hide it from tests that capture stdout
globalThis.console = new Console(process.stdout, process.stderr)

// properties draw a seed of their own in each run, which finds more; with SEED a run is the same each time, as in CI
const seed = process.env['SEED']
if (seed !== undefined) {
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) })
}
