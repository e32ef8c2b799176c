// Says in the stack of a failure where in src/ it was. Only then is the map of the script of all modules read: jest would read
// it for each test file in which anything looks at a stack, which takes longer than most tests of it.
import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bundleFile } from './place.js'

let map

/** The stack with the places of the sources; of an error or of the list that jest keeps for a failed test. */
export function placeInSources(error) {
  if (Array.isArray(error)) error.forEach(placeInSources)
  else if (typeof error?.stack === 'string' && error.stack.includes(bundleFile))
    error.stack = placed(error.stack)
}

function placed(stack) {
  map ??= new SourceMap(JSON.parse(readFileSync(`${bundleFile}.map`, 'utf8')))
  return stack.replaceAll(/([^\s(]+):(\d+):(\d+)/g, (whole, ...[file, line, column]) => {
    if (file !== bundleFile) return whole
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1)
    if (entry.originalSource === undefined) return whole
    const source = fileURLToPath(new URL(entry.originalSource, pathToFileURL(bundleFile)))
    return `${join(source)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
  })
}
