// Puts scripts that the frequent commands share into one file: each file to open takes as long as compiling 5 KB.
import { basename } from 'node:path'

const frequent = ['lint', 'trace', 'new']
// what these import when they run
const always = ['run-command', 'command-line', 'files']
const group = 'shared.cjs'

/**
 * In: the code of scripts by name, which require each other as `./name.cjs`, and what esbuild says of them. Out: the code
 * of files; what two of the frequent commands load is a function of `shared.cjs`, required as `./shared.cjs#name.cjs`.
 */
export function groupShared(scripts, { outputs }) {
  const facts = new Map(Object.entries(outputs).map(([path, output]) => [basename(path), output]))
  const closureOf = (name, found = new Set()) => {
    if (!found.has(name)) {
      found.add(name)
      for (const { path, kind, external } of facts.get(name).imports)
        if (kind === 'import-statement' && external !== true) closureOf(basename(path), found)
    }
    return found
  }
  const entry = (wanted) => {
    const [name] = [...facts].find(([, { entryPoint = '' }]) => basename(entryPoint) === `${wanted}.ts`)
    return name
  }
  const first = closureOf('main.cjs')
  const common = always.flatMap((name) => [...closureOf(entry(name))])
  const closures = frequent.map((name) => closureOf(entry(name)))
  const isShared = (name) =>
    !first.has(name) && (common.includes(name) || closures.filter((closure) => closure.has(name)).length > 1)
  const renamed = (code) =>
    code.replaceAll(/require\("\.\/([^"]+)"\)/g, (call, name) =>
      isShared(name) ? `require("./${group}#${name}")` : call,
    )
  const shared = [...scripts].filter(([name]) => isShared(name))
  const parts = shared.map(
    ([name, code]) => `${JSON.stringify(name)}(exports,require,module){${renamed(code)}\n}`,
  )
  const others = [...scripts].filter(([name]) => !isShared(name))
  return new Map([
    ...others.map(([name, code]) => [name, renamed(code)]),
    [group, `module.exports={${parts.join(',\n')}}`],
  ])
}
