import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Verdict } from '../../../src/trace/model.ts'
import { openWorld } from '../../bed/world.js'
import { recordProof } from '../proof.ts'
import { backendScenarios } from '../verdicts/backends.ts'
import { nameScenarios } from '../verdicts/names.ts'
import { portScenarios } from '../verdicts/ports.ts'
import type { VerdictScenario } from '../verdicts/scenario.ts'
import { call, stage, type Requests } from '../verdicts/stage.ts'
import { trafficScenarios } from '../verdicts/traffic.ts'

// what svc says of situations that people meet, beside what a real request meets in them
const wanted = new RegExp(process.env['SCENARIO'] ?? '')
const scenarios = [...nameScenarios, ...backendScenarios, ...portScenarios, ...trafficScenarios].filter(
  ({ name }) => wanted.test(name),
)
const atOnce = 6
const bed = openWorld('nodes')
const bin = join(import.meta.dirname, '..', '..', '..', 'bin', 'run.js')

interface Finding {
  readonly rule: string
  readonly severity: string
  readonly verdict: string
  readonly message: string
}

interface Seen {
  readonly requests: Requests
  readonly verdict: Verdict
  readonly findings: readonly Finding[]
}

const seen = new Map<string, Seen>()
const failed = new Map<string, unknown>()

beforeAll(async () => {
  const waiting = [...scenarios]
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      try {
        seen.set(next.name, await look(next))
      } catch (error) {
        failed.set(next.name, error)
      }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}, 900_000)

afterAll(async () => {
  const right = scenarios.filter((scenario) => isRight(scenario, seen.get(scenario.name)))
  recordProof({
    id: 'verdicts',
    what: 'verdicts of trace compared with what real requests met, in situations that people meet',
    against: 'kubelet, kube-proxy, CoreDNS',
    kubernetes: '1.36',
    cases: scenarios.length,
    disagreements: scenarios.length - right.length,
    repeat: 'npm run test:bed verdicts',
  })
  await bed.close()
})

async function look(scenario: VerdictScenario): Promise<Seen> {
  const { from = 'cli', target, asked = target } = scenario
  const place = await stage(bed, scenario)
  const { namespace, fill } = place
  const requests = await call(bed, scenario, place)
  const client = from === 'outside' ? 'external' : `pod/${from}`
  const trace = await svc(['trace', fill(asked), '-n', namespace, '--from', client])
  const findings = await lintIn(namespace, scenario.errors ?? [])
  // probes of pods that are not needed any more would slow the others down
  await bed.remove(namespace)
  return { requests, verdict: (trace as { verdict: Verdict }).verdict, findings }
}

/** A container that crashes is ready for a moment at each start: what is expected and not there is looked for once more. */
async function lintIn(namespace: string, expected: readonly string[]): Promise<readonly Finding[]> {
  for (let tries = 1; ; tries++) {
    const { findings } = (await svc(['lint', '-n', namespace])) as { findings: readonly Finding[] }
    const isThere = expected.length === 0 || findings.some(({ rule }) => expected.includes(rule))
    if (isThere || tries === 4) return findings
    await new Promise((later) => setTimeout(later, 2000))
  }
}

function svc(argv: readonly string[]): Promise<unknown> {
  return new Promise((done, fail) => {
    const options = { env: { ...process.env, KUBECONFIG: bed.kubeconfig }, maxBuffer: 2 ** 26 }
    execFile(process.execPath, [bin, ...argv, '-o', 'json'], options, (_, stdout, stderr) => {
      try {
        done(JSON.parse(stdout))
      } catch {
        fail(new Error(`svc ${argv.join(' ')}: ${stderr || stdout}`))
      }
    })
  })
}

const usual: Readonly<Record<Requests, Verdict['status']>> = {
  'all answered': 'works',
  'some answered': 'degraded',
  'none answered': 'broken',
}

function isRight(scenario: VerdictScenario, what: Seen | undefined): boolean {
  if (what === undefined) return false
  const { status, grounds, hop } = what.verdict
  if (scenario.invisible === true && status === 'works') return grounds === 'declared' || grounds === 'none'
  const right: readonly string[] = scenario.verdict ?? [usual[scenario.requests]]
  const hops = [scenario.hop ?? hop].flat()
  return right.includes(status) && (status !== 'broken' || hops.includes(hop))
}

describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', (name, scenario) => {
  const here = () => {
    const what = seen.get(name)
    if (what === undefined) throw failed.get(name) ?? new Error('left out')
    return what
  }

  test('the request meets what the scenario says', () => {
    expect(here().requests).toBe(scenario.requests)
  })

  test('trace says so', () => {
    const { requests, verdict } = here()
    const what = isRight(scenario, here()) ? 'right' : JSON.stringify({ requests, verdict })
    expect(what).toBe('right')
  })

  test('lint reports what is wrong, and no error of anything else', () => {
    const { errors = [], warnings = [] } = scenario
    const { findings } = here()
    const reported = findings.filter(({ severity, verdict }) => severity === 'error' && verdict === 'broken')
    const strange = reported.filter(({ rule }) => !errors.includes(rule) && !warnings.includes(rule))
    expect(strange.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([])
    const rules = findings.filter(({ severity }) => severity !== 'note').map(({ rule }) => rule)
    if (errors.length > 0) expect(rules.filter((rule) => errors.includes(rule))).not.toEqual([])
    for (const rule of warnings) expect(rules).toContain(rule)
  })
})
