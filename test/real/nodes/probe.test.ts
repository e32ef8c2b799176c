import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { openWorld } from '../../bed/world.js'
import { conforms } from '../../conforms.ts'
import { recordProof } from '../proof.ts'
import { furtherScenarios } from '../probe/further-scenarios.ts'
import { probeScenarios } from '../probe/scenarios.ts'
import { lookAt, type Looked } from '../probe/stage.ts'

// what no object shows, on real nodes: a probe sees it, says it at the right hop, and leaves nothing behind
const wanted = new RegExp(process.env['SCENARIO'] ?? '')
const scenarios = [...probeScenarios, ...furtherScenarios].filter(({ name }) => wanted.test(name))
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
  console.log(costs())
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

/** What a trace costs, over all situations: the one figure that users feel, and the one that API servers do. */
function costs(): string {
  const traces = [...looked.values()]
  const median = (numbers: readonly number[]) =>
    numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
  const requests = traces.map(({ trace }) => trace.probe.requests)
  const probing = traces.map(({ trace }) => trace.probe.seconds ?? 0)
  const whole = traces.map(({ seconds }) => seconds)
  return [
    `${traces.length} probes, ${atOnce} at a time:`,
    `requests: median ${median(requests)}, most ${Math.max(...requests)} of ${mostRequests}`,
    `seconds of the probe: median ${median(probing).toFixed(1)}, most ${Math.max(...probing).toFixed(1)}`,
    `seconds of svc: median ${median(whole).toFixed(1)}, most ${Math.max(...whole).toFixed(1)}`,
  ].join('\n  ')
}

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
