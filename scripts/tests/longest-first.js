// The order of test files where jest does not know yet how long each takes: by itself it would take them by size, and the
// groups of test/together/, which are among the longest, last. Always first is what starts programs: a process that has grown
// to some hundred megabytes takes ten times as long to start another.
import { createRequire } from 'node:module'
import { longest } from './groups.js'
import { root } from './place.js'

const require = createRequire(import.meta.resolve('jest'))
const { default: Sequencer } = require('@jest/test-sequencer')

export default class LongestFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests)
    const known = sorted.some(({ duration }) => duration != null)
    const placeOf = known ? (test) => Math.min(place(test), 1) : place
    return sorted.toSorted((one, other) => placeOf(one) - placeOf(other))
  }
}

function place({ path }) {
  const at = longest.indexOf(path.replaceAll('\\', '/').slice(`${root}test/`.length, -'.test.ts'.length))
  return at === -1 ? longest.length : at
}
