import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { openWorld } from '../../bed/world.js'
import { conforms } from '../../conforms.ts'
import { recordProof } from '../proof.ts'
import { probeScenarios } from '../probe/scenarios.ts'
import { lookAt, type Looked } from '../probe/stage.ts'

// what no object shows, on real nodes: a probe sees it, says it at the right hop, and leaves nothing behind
const wanted = new RegExp(process.env['SCENARIO'] ?? '')
const scenarios = probeScenarios.filter(({ name }) => wanted.test(name))
const atOnce = 5
const mostRequests = 40
const bed = openWorld('nodes')
const looked = new Map<string, Looked>()
const failed = new Map<string, unknown>()

beforeAll(async () => {
  const waiting = [...scenarios]
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      try {
        looked.set(next.name, await lookAt(bed, next))
      } catch (error) {
        failed.set(next.name, error)
      }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}, 600_000)

afterAll(async () => {
  const right = scenarios.filter(({ name, status }) => looked.get(name)?.trace.verdict.status === status)
  recordProof({
    id: 'probe',
    what: 'verdicts of trace --probe where no object shows what is wrong',
    against: 'kubelet, kube-proxy, CoreDNS, programs that misbehave',
    kubernetes: '1.36',
    cases: scenarios.length,
    disagreements: scenarios.length - right.length,
    repeat: 'npm run test:bed nodes/probe.test',
  })
  await bed.close()
})

describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', (name, scenario) => {
  const here = () => {
    const what = looked.get(name)
    if (what === undefined) throw failed.get(name) ?? new Error('left out')
    return what
  }

  test('the verdict, its hop, its grounds and its words', () => {
    const { verdict } = here().trace
    const { status, hop, grounds, says } = scenario
    expect({ ...verdict, hop: hop === undefined ? undefined : verdict.hop }).toMatchObject({
      status,
      ...(hop === undefined ? {} : { hop }),
      ...(grounds === undefined ? {} : { grounds }),
      summary: expect.stringMatching(says) as unknown,
    })
  })

  test('what was left out is said, with the right that is missing', () => {
    const { leftOut } = here().trace.probe
    if (scenario.leftOut !== undefined)
      expect(leftOut.map(({ step, because }) => `${step}: ${because}`).join('\n')).toMatch(scenario.leftOut)
  })

  test('the output keeps to its schema, tells no secret, and is cheap', () => {
    const { trace, text } = here()
    conforms('trace', trace)
    expect(text).not.toMatch(/secret-of-the-body|not-to-be-shown/)
    expect(trace.probe.requests).toBeGreaterThan(0)
    expect(trace.probe.requests).toBeLessThanOrEqual(mostRequests)
  })

  test('nothing is left behind', () => {
    const { before, after } = here()
    expect(after).toEqual(before)
  })
})
