// The order of test files where jest does not know yet how long each takes: by itself it would take them by size, and the
// groups of test/together/, which are among the longest, last.
import { createRequire } from 'node:module'
import { longest } from './groups.js'
import { root } from './place.js'

const require = createRequire(import.meta.resolve('jest'))
const { default: Sequencer } = require('@jest/test-sequencer')

export default class LongestFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests)
    return sorted.some(({ duration }) => duration != null)
      ? sorted
      : sorted.toSorted((one, other) => place(one) - place(other))
  }
}

function place({ path }) {
  const at = longest.indexOf(path.replaceAll('\\', '/').slice(`${root}test/`.length, -'.test.ts'.length))
  return at === -1 ? longest.length : at
}
