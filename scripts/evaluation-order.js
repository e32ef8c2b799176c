// Scripts require each other at any time, but while one is evaluated it must not need one that waits for it; and each must
// give what others take of it.

import { Script } from 'node:vm'

/**
 * In: scripts by file name. Throws where two of them need each other to be evaluated, whichever is loaded first, and where one
 * takes a name of another that it does not give.
 */
export function checkEvaluation(scripts) {
  const modules = new Map()
  const needs = new Map([...scripts.keys()].map((file) => [file, new Set()]))
  const load = (file) => {
    const known = modules.get(file)
    if (known !== undefined) return known.exports
    const module = { exports: {} }
    modules.set(file, module)
    let isEvaluated = false
    const require = (id) => {
      if (!id.startsWith('./')) return process.getBuiltinModule(id)
      if (!isEvaluated) needs.get(file).add(id.slice(2))
      return load(id.slice(2))
    }
    new Script(scripts.get(file)).runInThisContext()(module.exports, require, module)
    isEvaluated = true
    return module.exports
  }
  for (const file of scripts.keys()) {
    load(file)
    const path = pathBack(file, needs)
    if (path !== undefined)
      throw new Error(`scripts that need each other to be evaluated: ${path.join(' -> ')}`)
  }
  for (const [file, code] of scripts)
    for (const [from, module, name] of takenIn(code))
      if (!Object.hasOwn(load(from)[module] ?? {}, name))
        throw new Error(`${file} takes ${name} of ${module} in ${from}, which does not give it`)
}

/** What a script takes of others: the script, the module in it, and the name. */
function takenIn(code) {
  const required =
    /\b(import_\w+) ?= ?(?:__later\(\(\) ?=> ?)?require\("\.\/([\w.-]+\.cjs)"\)\.(m\d+)(?=[,;)])/g
  const modules = new Map([...code.matchAll(required)].map(([, local, ...place]) => [local, place]))
  return [...code.matchAll(/\b(import_\w+)(?:\(\)\))?\.([\w$]+)/g)].flatMap(([, local, name]) =>
    modules.has(local) ? [[...modules.get(local), name]] : [],
  )
}

function pathBack(file, needs, path = [file]) {
  for (const next of needs.get(path.at(-1)) ?? []) {
    if (next === file) return [...path, next]
    const found = path.includes(next) ? undefined : pathBack(file, needs, [...path, next])
    if (found !== undefined) return found
  }
  return undefined
}
