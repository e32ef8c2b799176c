import { expect, test } from '@jest/globals'
import type { ListeningSocket, Met } from '../../src/diagnose/journey/observation.ts'
import { portSeen } from '../../src/diagnose/journey/port-seen.ts'
import type { Sight } from '../../src/diagnose/journey/served-observed.ts'

const place = { who: 'Pod shop/web', address: '10.244.1.3', port: 8080, protocol: 'TCP' } as const
const http: Sight['expected'] = { protocol: 'http', by: 'appProtocol http', firm: true }
const met = (outcome: Met['outcome'], speech?: Met['speech']): Met => ({
  outcome,
  because: outcome,
  ...(speech === undefined ? {} : { speech }),
})
const ok = met('answered', { protocol: 'HTTP/1.1', status: 200 })
const tls = met('answered', { protocol: 'TLS' })
const at = (...addresses: readonly string[]): ListeningSocket[] =>
  addresses.map((text) => {
    const [, address = '', port = ''] = /^(.*):(\d+)$/.exec(text) ?? []
    return { address, port: Number(port) }
  })

test.each<readonly [string, Partial<Sight>, string, boolean | undefined, string]>([
  ['answers', { api: ok }, 'answers', true, 'HTTP 200'],
  ['TLS where HTTP is expected', { api: tls, expected: http }, 'answers', false, 'TLS'],
  ['503', { api: met('answered', { protocol: 'HTTP/1.1', status: 503 }) }, 'answers', false, 'HTTP 503'],
  [
    'refused, inside of it as well',
    { api: met('refused'), inside: met('refused') },
    'refused',
    false,
    'refused',
  ],
  [
    'refused, and a program inside',
    { api: met('refused'), inside: ok },
    'loopback-only',
    false,
    'loopback only',
  ],
  [
    'bound to loopback',
    { api: met('refused'), listeners: at('127.0.0.1:8080') },
    'loopback-only',
    false,
    'loopback only',
  ],
  [
    'bound to another port',
    { api: met('refused'), listeners: at('0.0.0.0:9090') },
    'refused',
    false,
    'refused',
  ],
  ['hangs', { api: met('time-out'), inside: met('silent'), expected: http }, 'silent', false, 'silent'],
  ['resets', { api: met('closed'), inside: met('closed'), expected: http }, 'closes', false, 'closes'],
  [
    'closes on HTTP, and may speak anything',
    { api: met('closed'), inside: met('closed') },
    'accepts',
    true,
    'accepts',
  ],
  ['packets are lost', { api: met('time-out'), inside: ok }, 'no-answer', undefined, 'no answer'],
  ['a time-out alone proves nothing', { api: met('time-out') }, 'no-answer', undefined, 'no answer'],
  ['inside alone proves no address', { inside: ok }, 'unknown', undefined, '?'],
  ['datagrams', { protocol: 'UDP', listeners: at(':::8080') }, 'accepts', true, 'accepts'],
  ['datagrams elsewhere', { protocol: 'UDP', listeners: at('0.0.0.0:53') }, 'refused', false, 'refused'],
  ['nothing was looked at', {}, 'not-looked-at', undefined, '?'],
])('%s', (_, seen, outcome, serves, short) => {
  const { outcome: is, serves: does, short: words } = portSeen({ ...place, ...seen })
  expect([is, does, words]).toEqual([outcome, serves, short])
})

test('names the one other port on which it listens', () => {
  const refused = { ...place, api: met('refused') }
  expect(portSeen({ ...refused, listeners: at('0.0.0.0:9090', '127.0.0.1:6060') }).instead).toBe(9090)
  expect(portSeen({ ...refused, listeners: at('0.0.0.0:9090', '0.0.0.0:9091') }).instead).toBeUndefined()
})
