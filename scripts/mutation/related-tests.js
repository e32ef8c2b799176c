// Which tests can notice a change of a source file, the likeliest first.
import { readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

const imported = /\bfrom '(\.[^']+)'|\bimport\('(\.[^']+)'\)|^import '(\.[^']+)'/gm
/** They run every rule and every hop over whole Worlds. */
const broad = ['test/rules.test.ts', 'test/trace.test.ts']

/**
 * In: the folder of the project, and its test files relative to it. Out: a function from a source file to stages of test
 * files: those that import something of its folder themselves, those that run everything, all others that load it.
 */
export function relatedTests(root, tests) {
  const known = new Map()
  const importsOf = (file) => {
    if (!known.has(file)) {
      const text = readFileSync(join(root, file), 'utf8')
      const paths = [...text.matchAll(imported)].map(([, a, b, c]) =>
        normalize(join(dirname(file), a ?? b ?? c)),
      )
      known.set(
        file,
        paths.filter((path) => path.endsWith('.ts')),
      )
    }
    return known.get(file)
  }
  const reach = (file, into, seen = new Set()) => {
    for (const next of importsOf(file)) {
      if (seen.has(next) || !into(next)) continue
      seen.add(next)
      reach(next, into, seen)
    }
    return seen
  }
  const facts = tests.map((test) => {
    const helpers = [test, ...reach(test, (file) => file.startsWith('test/'))]
    return { test, direct: new Set(helpers.flatMap(importsOf)), all: reach(test, () => true) }
  })
  return (source) => {
    const related = facts.filter(({ all }) => all.has(source))
    const isNear = ({ direct }) => [...direct].some((file) => dirname(file) === dirname(source))
    const named = (each) => each.map(({ test }) => test)
    const near = related.filter((each) => isNear(each) && !broad.includes(each.test))
    const rest = related.filter((each) => !near.includes(each))
    return [
      named(near),
      named(rest).filter((test) => broad.includes(test)),
      named(rest).filter((test) => !broad.includes(test)),
    ].filter(({ length }) => length > 0)
  }
}
