import { expect, test } from '@jest/globals'
import { lint } from '../../src/lint/lint.ts'
import { rules } from '../../src/rules/index.ts'
import type { ObservedPort } from '../../src/world/observed-port.ts'
import { buildWorld } from '../../src/world/world.ts'
import { worldOf } from '../world-of.ts'

const pod = (args: string[]) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'shop', labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image: 'web', args, ports: [{ containerPort: 8080 }] }] },
  status: { podIP: '10.244.1.3', conditions: [{ type: 'Ready', status: 'True' }] },
})
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] },
}
const seen: Omit<ObservedPort, 'serves' | 'because'> = {
  service: { namespace: 'shop', name: 'web', port: 80 },
  pod: { namespace: 'shop', name: 'web' },
  port: 8080,
  protocol: 'TCP',
}

/** What lint says of the port, with and without what a probe has seen. */
function found(args: string[], observed?: ObservedPort) {
  const world = worldOf([pod(args), service])
  const probed = observed === undefined ? world : buildWorld({ ...world, observedPorts: [observed] })
  return lint(probed, rules)
    .findings.filter(({ rule }) => rule === 'target-port-not-served')
    .map(({ severity, basis, message }) => ({ severity, basis, message }))
}

test('what was seen not to serve is found, though every object says that it does', () => {
  expect(found([])).toEqual([])
  const refused = {
    ...seen,
    serves: false,
    because: 'Pod shop/web refuses connections to 8080',
    instead: 9090,
  }
  expect(found([], refused)).toEqual([
    {
      severity: 'error',
      basis: 'observed',
      message:
        'observed: port 80 leads to a port that does not serve: Pod shop/web refuses connections to 8080',
    },
  ])
})

test('what was seen to serve is no longer doubted', () => {
  expect(found(['--port=9090'])).toMatchObject([{ severity: 'warning' }])
  expect(found(['--port=9090'], { ...seen, serves: true, because: 'it answers' })).toEqual([])
})

test('what was seen of another port says nothing of this one', () => {
  const other = { ...seen, service: { ...seen.service, port: 81 }, serves: false, because: 'it refuses' }
  expect(found([], other)).toEqual([])
})
