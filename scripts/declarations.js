// Leaves of the declarations that `tsc` wrote into dist/ only those that a user of the library can come to.
import { readFileSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

pruneDeclarations(fileURLToPath(new URL('../dist', import.meta.url)))

function pruneDeclarations(folder) {
  const reached = new Set()
  const visit = (file) => {
    if (reached.has(file)) return
    reached.add(file)
    const text = readFileSync(file, 'utf8')
    for (const [, path] of text.matchAll(/(?:from|import\() ?'([^']+)'/g)) {
      if (!path.startsWith('.'))
        throw new Error(`${file} needs the types of ${path}, which are not installed with it`)
      visit(resolve(dirname(file), path.replace(/\.[jt]s$/, '.d.ts')))
    }
  }
  visit(join(folder, 'index.d.ts'))
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = join(folder, name)
    if (name.endsWith('.d.ts') && !reached.has(file)) rmSync(file)
  }
}
