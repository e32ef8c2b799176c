import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { stateFolder } from '../../bed/lifecycle/places.js'
import { openWorld } from '../../bed/world.js'
import { FaultyDoor, type Fault } from '../faulty-door.ts'
import { restartKubelet, withKubeletStopped } from '../kubelet.ts'
import { makeWorld, podsOf, svc, type TraceSeen } from '../probe/stage.ts'

// a probe while the API server or a kubelet does not answer: the right verdict or none, with the reason, and nothing left behind
const bed = openWorld('nodes')
const folder = mkdtempSync(join(tmpdir(), 'svc-faults-'))
let namespace = ''
let before: unknown

beforeAll(async () => {
  namespace = await bed.namespace('probe')
  await makeWorld(bed, namespace, {
    name: '',
    server: { args: ['odd', 'plain'], pod: { nodeName: 'n1' } },
    client: 'app',
    target: '',
    status: 'works',
    says: /./,
  })
  before = await podsOf(bed, namespace)
})

afterAll(async () => {
  rmSync(folder, { recursive: true })
  await bed.close()
})

interface Situation {
  readonly name: string
  readonly what: RegExp
  readonly fault: Fault
  /** Without one the API server and the inside of the pods alone are looked from. */
  readonly from?: false
  readonly mode?: '--probe=pod'
  readonly status: TraceSeen['verdict']['status']
  readonly grounds?: TraceSeen['verdict']['grounds']
  readonly leftOut: RegExp
  readonly leavesPod?: true
}

const reviews = /POST .*selfsubjectaccessreviews/
const situations: readonly Situation[] = [
  {
    name: 'rights are not answered for',
    what: reviews,
    fault: 'stall',
    status: 'works',
    grounds: 'declared',
    leftOut: /whether you may get pods\/proxy .* is not known: no answer within/,
  },
  {
    name: 'the connection breaks on rights',
    what: reviews,
    fault: 'break',
    status: 'works',
    grounds: 'declared',
    leftOut: /whether you may get pods\/proxy .* is not known/,
  },
  {
    name: 'pods/proxy is not answered, and the client connects',
    what: /GET .*\/pods\/.*\/proxy\//,
    fault: 'stall',
    status: 'works',
    grounds: 'observed',
    leftOut: /^/,
  },
  {
    name: 'pods/proxy is not answered, and no client is named',
    what: /GET .*\/pods\/.*\/proxy\//,
    fault: 'stall',
    from: false,
    status: 'undecided',
    leftOut: /no client is named/,
  },
  {
    name: 'pods/proxy breaks',
    what: /GET .*\/pods\/.*\/proxy\//,
    fault: 'break',
    status: 'works',
    grounds: 'observed',
    leftOut: /ask 10\..* through the API server/,
  },
  {
    name: 'exec is not answered',
    what: /\/exec\?/,
    fault: 'stall',
    status: 'works',
    grounds: 'observed',
    leftOut: /look the name up .*: no answer within/,
  },
  {
    name: 'exec opens and says nothing',
    what: /\/exec\?/,
    fault: 'stall-answer',
    status: 'works',
    grounds: 'observed',
    leftOut: /look the name up .*: no answer within/,
  },
  {
    name: 'exec breaks',
    what: /\/exec\?/,
    fault: 'break',
    status: 'works',
    grounds: 'observed',
    leftOut: /look the name up/,
  },
  {
    name: 'port forwarding breaks, and the DNS servers are not asked',
    what: /\/portforward\?/,
    fault: 'break',
    status: 'works',
    grounds: 'observed',
    leftOut: /ask Pod kube-system\/.* over TCP/,
  },
  {
    name: 'the answer to the creation of a pod gets lost',
    what: /POST .*\/pods$/,
    fault: 'stall-answer',
    mode: '--probe=pod',
    status: 'works',
    grounds: 'observed',
    leftOut: /create a pod .*: no answer within/,
  },
  {
    name: 'the log of a created pod is not answered',
    what: /\/log\?/,
    fault: 'stall',
    mode: '--probe=pod',
    status: 'works',
    grounds: 'observed',
    leftOut: /create a pod .*: no answer within/,
  },
  {
    name: 'the answer to the deletion gets lost',
    what: /DELETE /,
    fault: 'stall-answer',
    mode: '--probe=pod',
    status: 'works',
    grounds: 'observed',
    leftOut: /^/,
  },
]

const leftOutOf = ({ probe }: TraceSeen) =>
  probe.leftOut.map(({ step, because }) => `${step}: ${because}`).join('\n')

async function traced(kubeconfig: string, ...flags: string[]): Promise<TraceSeen> {
  const argv = ['trace', `http://web.${namespace}/`, '-n', namespace, ...flags, '-o', 'json']
  const { stdout, stderr } = await svc({ kubeconfig }, argv)
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout) as TraceSeen
}

describe('an API server that does not answer', () => {
  const seen = new Map<Situation, TraceSeen>()
  const met = new Map<Situation, number>()

  beforeAll(async () => {
    await Promise.all(
      situations.map(async (situation, index) => {
        const door = new FaultyDoor(bed.kubeconfig, situation)
        const file = join(folder, `door-${index}`)
        await door.listen(file)
        const from = situation.from === false ? [] : ['--from', 'pod/cli']
        try {
          seen.set(situation, await traced(file, situation.mode ?? '--probe', ...from))
        } finally {
          met.set(situation, door.met)
          await door.close()
        }
      }),
    )
  }, 180_000)

  test.each(situations)('$name', (situation) => {
    const { status, grounds, leftOut } = situation
    const trace = seen.get(situation)
    if (trace === undefined) throw new Error('it was not looked at')
    expect(met.get(situation)).toBeGreaterThan(0)
    if (trace.verdict.status !== status) throw new Error(JSON.stringify(trace, null, 1))
    expect(trace.verdict).toMatchObject({ status, ...(grounds === undefined ? {} : { grounds }) })
    expect(leftOutOf(trace)).toMatch(leftOut)
    expect(trace.probe.requests).toBeLessThanOrEqual(40)
  })

  test('no pod is left behind', async () => {
    expect(await podsOf(bed, namespace)).toEqual(before)
  })
})

describe('a kubelet that does not answer', () => {
  const state = stateFolder('nodes')

  test('is stopped: what goes around it still proves the way, and the rest is said', async () => {
    const trace = await withKubeletStopped(state, 'n1', () =>
      traced(bed.kubeconfig, '--probe', '--from', 'pod/cli'),
    )
    expect(trace.verdict).toMatchObject({ status: 'works', grounds: 'observed' })
  })

  test('is restarted while probes run: none says BROKEN, and nothing is left', async () => {
    const modes = ['--probe', '--probe', '--probe=pod']
    const [traces] = await Promise.all([
      Promise.all(modes.map((mode) => traced(bed.kubeconfig, mode, '--from', 'pod/cli'))),
      restartSoon(state, 'n1'),
      restartSoon(state, 'n2'),
    ])
    // a kubelet that has just started calls its pods not ready for a moment: who reads then sees an endpoint that is not
    // ready and answers, which is degraded
    for (const { verdict } of traces) expect(['works', 'undecided', 'degraded']).toContain(verdict.status)
    expect(await podsOf(bed, namespace)).toEqual(before)
  })
})

/** In the middle of what takes some seconds. */
async function restartSoon(state: string, node: string): Promise<void> {
  await new Promise((done) => setTimeout(done, 2000))
  await restartKubelet(state, node)
}
