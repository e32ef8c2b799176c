// What jest reads in the place of a module of src/: the module itself, which comes from the script of `bundle.js`.
import { relative } from 'node:path'
import { moduleOf, root } from './place.js'

function process(_source, file) {
  const path = relative(root, file).replaceAll('\\', '/')
  return { code: `module.exports = globalThis.${moduleOf}(${JSON.stringify(path)})` }
}

export default { process }
