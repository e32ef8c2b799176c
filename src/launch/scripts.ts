import { readFileSync } from 'node:fs'
import { Script } from 'node:vm'
import type { Compiled } from './code-cache.ts'

/** The scripts of a folder, loaded as they require each other. */
export interface Scripts {
  /** What a script exports. */
  readonly load: (name: string) => unknown
  /** Whether any had to be compiled from its source. */
  readonly compiledAny: () => boolean
  /** The code of all, with the functions that ran, to be loaded faster the next time. */
  readonly compiled: () => Compiled
}

type Body = (exports: object, require: (id: string) => unknown, module: Module) => void

interface Module {
  exports: object
}

/**
 * Opens a folder of bundled scripts, each of which is a function of `exports`, `require` and `module`: they require each other
 * as `./file.cjs`, and modules of Node. `before`: their code as a run before this one left it; V8 refuses what another version
 * of it or other flags made, and compiles instead.
 */
export function openScripts(folder: string, before: Compiled = new Map()): Scripts {
  const modules = new Map<string, Module>()
  const scripts = new Map<string, Script>()
  let compiledAny = false
  const compiledOf = (file: string): Script => {
    const cachedData = before.get(file)
    const filename = `${folder}/${file}`
    return new Script(readFileSync(filename, 'utf8'), { filename, ...(cachedData && { cachedData }) })
  }
  const bodyOf = (file: string): Body => {
    const script = compiledOf(file)
    if (script.cachedDataRejected !== false) compiledAny = true
    scripts.set(file, script)
    return script.runInThisContext() as Body
  }
  const load = (file: string): unknown => {
    const known = modules.get(file)
    if (known !== undefined) return known.exports
    const module: Module = { exports: {} }
    modules.set(file, module)
    bodyOf(file)(module.exports, require, module)
    return module.exports
  }
  const require = (id: string): unknown =>
    id.startsWith('./') ? load(id.slice(2)) : process.getBuiltinModule(id)

  return {
    load,
    compiledAny: () => compiledAny,
    // what this run did not need stays as it was
    compiled: () =>
      new Map([
        ...before,
        ...[...scripts].map(([name, script]) => [name, script.createCachedData()] as const),
      ]),
  }
}
