// What jest reads in the place of a module of src/: a module with the same exports, which come from the script of `bundle.js`.
import { createRequire } from 'node:module'
import { relative } from 'node:path'
import { moduleOf, root } from './place.js'

const require = createRequire(import.meta.url)

function process(source, file) {
  // what it gives is kept from one run to the next
  const { parseSync } = require('oxc-parser')
  const names = parseSync(file, source)
    .module.staticExports.flatMap(({ entries }) => entries)
    .filter(({ isType }) => !isType)
    .map(({ exportName }) => exportName.name ?? 'default')
  const code = [
    `const module = globalThis.${moduleOf}(${JSON.stringify(relative(root, file).replaceAll('\\', '/'))})`,
    ...names.map((name) =>
      name === 'default' ? 'export default module.default' : `export const ${name} = module.${name}`,
    ),
  ]
  return { code: code.join('\n') }
}

export default { process }
