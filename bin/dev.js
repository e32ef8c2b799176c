#!/usr/bin/env node
'use strict'
// runs the TypeScript sources unbuilt, on a Node that strips types itself (>= 22.18)
void import('../src/main.ts')
  .then(({ main }) => main(process.argv.slice(2)))
  .then((exitCode) => {
    process.exitCode = exitCode
  })
