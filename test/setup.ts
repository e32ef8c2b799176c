import { Console } from 'node:console'

// oclif prints through console.log; jest's own console would hide it from tests that capture stdout
globalThis.console = new Console(process.stdout, process.stderr)
