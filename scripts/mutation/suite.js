// What tests import from @jest/globals, so that many test files run in one plain process: jest loads all modules again
// for each file, which takes longer than most tests.
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const { jestExpect } = createRequire(require.resolve('@jest/globals'))('@jest/expect')

export const expect = jestExpect
export const jest = { setTimeout() {} }

let place

/** Collects the tests that `load` registers. Out: the suite, for `testsOf` and `resultsOf`. */
export async function collect(load) {
  place = block(undefined)
  const suite = place
  await load()
  return suite
}

export function describe(_name, register) {
  const inner = block(place)
  place.children.push(inner)
  place = inner
  register()
  place = inner.parent
}

export function test(name, run) {
  place.children.push({ name, run, parent: place })
}

test.skip = () => {}
test.each = each(test)
describe.each = each(describe)

export function beforeAll(run) {
  place.beforeAll.push(run)
}

export function afterAll() {}

export function beforeEach(run) {
  place.beforeEach.push(run)
}

export function afterEach(run) {
  place.afterEach.push(run)
}

/** All tests in the order of the file, which is their number. */
export function testsOf(suite) {
  suite.tests ??= suite.children.flatMap((child) => (child.run === undefined ? testsOf(child) : [child]))
  return suite.tests
}

/**
 * Runs tests of a suite, all by default, and yields {number, error?} for each. What is to be done before all tests of a
 * block is done once, and never undone: the tests may run again.
 */
export async function* resultsOf(suite, numbers) {
  const tests = testsOf(suite)
  for (const number of numbers ?? tests.keys()) {
    const blocks = []
    for (let each = tests[number]?.parent; each !== undefined; each = each.parent) blocks.unshift(each)
    const first = blocks.flatMap((each) => each.beforeAll.splice(0))
    const before = blocks.flatMap((each) => each.beforeEach)
    const error = await failure([...first, ...before, tests[number]?.run ?? missing])
    const after = await failure(blocks.toReversed().flatMap((each) => each.afterEach))
    yield { number, error: error ?? after }
  }
}

function missing() {
  throw new Error('the file has fewer tests')
}

async function failure(steps) {
  try {
    for (const step of steps) await step()
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function block(parent) {
  return { parent, children: [], beforeAll: [], beforeEach: [], afterEach: [] }
}

function each(register) {
  return (rows) => (name, body) => {
    for (const row of rows) register(name, () => body(...(Array.isArray(row) ? row : [row])))
  }
}
