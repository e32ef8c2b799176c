#!/usr/bin/env node
// semver is loaded by oclif only for a warning about engines; npm gives that warning at install time
process.env.OCLIF_DISABLE_ENGINE_WARNING = '1'
const { main } = await import('../dist/main.js')
process.exitCode = await main(process.argv.slice(2))
