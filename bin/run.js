#!/usr/bin/env node
'use strict'
// a script, not a module: Node starts those a tenth faster
void require('../dist/launch.cjs').launch(process.argv.slice(2))
