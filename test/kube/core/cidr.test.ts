import { describe, expect, test } from '@jest/globals'
import {
  contains,
  formatCidr,
  isHost,
  parseCidr,
  whyNotStrictCidr,
  type Cidr,
} from '../../../src/kube/core/cidr.ts'
import { parseIp, type Ip } from '../../../src/kube/core/ip.ts'

function cidr(text: string): Cidr {
  return parseCidr(text) ?? fail(text)
}
function ip(text: string): Ip {
  return parseIp(text) ?? fail(text)
}
function fail(text: string): never {
  throw new Error(`${text} cannot be read`)
}

test.each([
  ['10.0.0.0/8', '10.0.0.0/8'],
  ['10.1.2.3/8', '10.0.0.0/8'],
  ['fd00::1/64', 'fd00::/64'],
  ['::ffff:10.0.0.0/104', '10.0.0.0/8'],
  ['0.0.0.0/0', '0.0.0.0/0'],
  ['::/0', '::/0'],
])('%s is the network %s', (text, expected) => {
  expect(formatCidr(cidr(text))).toBe(expected)
})

test.each(['10.0.0.0/33', 'fd00::/129', '10.0.0.0', '10.0.0.0/', '10.0.0.0/-1', 'web/8', '10.0.0.0/8/8'])(
  '%s is not a network',
  (text) => {
    expect(parseCidr(text)).toBeUndefined()
  },
)

test.each([
  ['10.0.0.0/8', undefined],
  ['fd00::/64', undefined],
  ['10.0.0.1/8', 'bits set beyond'],
  ['010.0.0.0/8', 'leading zeros'],
  ['10.0.0.0/08', 'leading zeros'],
  ['::ffff:10.0.0.0/104', 'written as IPv6'],
])('strictly read, %s: %s', (text, expected) => {
  const why = whyNotStrictCidr(text, cidr(text))
  if (expected === undefined) expect(why).toBeUndefined()
  else expect(why).toContain(expected)
})

describe('an address of a network', () => {
  test.each([
    ['10.0.0.0/8', '10.255.255.255', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['10.0.0.128/25', '10.0.0.127', false],
    ['fd00::/64', 'fd00::ffff', true],
    ['fd00::/64', 'fd00:0:0:1::', false],
    ['::/0', '10.0.0.1', false],
    ['0.0.0.0/0', 'fd00::1', false],
  ])('%s holds %s: %s', (network, address, expected) => {
    expect(contains(cidr(network), ip(address))).toBe(expected)
  })

  test.each([
    ['10.0.0.0/24', '10.0.0.0', false],
    ['10.0.0.0/24', '10.0.0.1', true],
    ['10.0.0.0/24', '10.0.0.255', false],
    ['fd00::/120', 'fd00::', false],
    ['fd00::/120', 'fd00::ff', true],
  ])('in %s, a host may have %s: %s', (network, address, expected) => {
    expect(isHost(cidr(network), ip(address))).toBe(expected)
  })
})
