#!/usr/bin/env node
// runs the TypeScript sources unbuilt, on a Node that strips types itself (>= 22.18)
const { main } = await import('../src/main.ts')
process.exitCode = await main(process.argv.slice(2))
