// Gives each test file the modules of src/ anew, from one script that Node compiles once for all files of a process.
import { AsyncLocalStorage } from 'node:async_hooks'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { Script } from 'node:vm'
import { TestEnvironment } from 'jest-environment-node'
import { lazily } from './lazy-expect.js'
import { bundleFile, moduleOf } from './place.js'
import { placeInSources } from './source-places.js'

const require = createRequire(bundleFile)
let script

// Jest keeps the test that is running in such a storage, for which Node would follow every promise. One test runs at a time.
const running = new WeakMap()
AsyncLocalStorage.prototype.getStore = function getStore() {
  return running.get(this)
}
AsyncLocalStorage.prototype.run = function run(store, callback, ...rest) {
  const outer = running.get(this)
  const restore = () => running.set(this, outer)
  running.set(this, store)
  let result
  try {
    result = callback(...rest)
  } catch (error) {
    restore()
    throw error
  }
  if (typeof result?.then === 'function') return result.finally(restore)
  restore()
  return result
}

export default class SourcesEnvironment extends TestEnvironment {
  #modules

  async setup() {
    await super.setup()
    // as package.json starts jest: most of what tests call is called too seldom for what V8 spends on making it fast; a
    // command that was run may have set it back (src/sources/tier-up.ts)
    if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=1000000')
    this.global[moduleOf] = (file) => (this.#modules ??= this.#evaluated())[file]()
  }

  handleTestEvent({ name, runtimeGlobals, test }) {
    if (name === 'setup') runtimeGlobals.expect = lazily(runtimeGlobals.expect, this.global)
    if (name === 'test_done') test.errors.forEach(placeInSources)
  }

  #evaluated() {
    script ??= new Script(`((module, require) => {${readFileSync(bundleFile, 'utf8')}\n})`, {
      filename: bundleFile,
    })
    const module = {}
    script.runInContext(this.getVmContext())(module, (name) =>
      // the process of tests is jest's
      name === 'node:process' || name === 'process' ? this.global.process : require(name),
    )
    return module.exports
  }
}
