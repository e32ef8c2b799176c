// Gives each test file the modules of src/ anew, from one script that Node compiles once for all files of a process.
import { AsyncLocalStorage } from 'node:async_hooks'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { Script } from 'node:vm'
import { TestEnvironment } from 'jest-environment-node'
import { bundleFile, moduleOf } from './place.js'
import { placeInSources } from './source-places.js'

const require = createRequire(bundleFile)
let script

// jest has such a storage in each test file and never ends it: every promise would be carried through those of all files before
const storages = new Set()
AsyncLocalStorage.prototype.run = new Proxy(Reflect.get(AsyncLocalStorage.prototype, 'run'), {
  apply(run, storage, rest) {
    storages.add(storage)
    return Reflect.apply(run, storage, rest)
  },
})

export default class SourcesEnvironment extends TestEnvironment {
  #modules

  async setup() {
    await super.setup()
    // as package.json starts jest: most of what tests call is called too seldom for what V8 spends on making it fast; a
    // command that was run may have set it back (src/sources/tier-up.ts)
    if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=1000000')
    this.global[moduleOf] = (file) => (this.#modules ??= this.#evaluated())[file]()
  }

  handleTestEvent({ name, test }) {
    if (name === 'test_done') test.errors.forEach(placeInSources)
  }

  async teardown() {
    for (const storage of storages) storage.disable()
    storages.clear()
    await super.teardown()
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
