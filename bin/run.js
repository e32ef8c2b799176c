#!/usr/bin/env node
'use strict'
// a script, not a module: Node starts those a tenth faster
void require('../dist/svc.cjs')
  .main(process.argv.slice(2))
  .then((exitCode) => {
    process.exitCode = exitCode
  })
