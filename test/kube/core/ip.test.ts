import { describe, expect, test } from '@jest/globals'
import { formatIp, parseIp, whyNotEndpointIp } from '../../../src/kube/core/ip.ts'

const shown = (text: string) => {
  const ip = parseIp(text)
  return ip === undefined ? undefined : formatIp(ip)
}

// as netip.ParseAddr of Go reads them
test.each([
  ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
  ['::', '::'],
  ['1::', '1::'],
  ['::8', '::8'],
  ['1:2:3::7:8', '1:2:3::7:8'],
  // the longest run of zeros is left out, of two the first; one alone is written
  ['1:0:0:2:0:0:3:4', '1::2:0:0:3:4'],
  ['1:0:0:2:0:0:0:4', '1:0:0:2::4'],
  ['1:0:2:0:3:0:4:5', '1:0:2:0:3:0:4:5'],
  ['0:0:1:2:3:4:5:6', '::1:2:3:4:5:6'],
  ['1:2:3:4:5:6:0:0', '1:2:3:4:5:6::'],
  // the :: is one group of zeros at least
  ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ['1:2:3:4:5:6:7:8::', undefined],
  ['::1:2:3:4:5:6:7:8', undefined],
  ['1:2:3:4:5:6:7', undefined],
  ['1::2::3', undefined],
  ['12345::', undefined],
  ['1:2:3:4:5:6:192.0.2.1', '1:2:3:4:5:6:c000:201'],
  ['64:ff9b::192.0.2.1', '64:ff9b::c000:201'],
  // an IPv4 address ends the text
  ['192.0.2.1::', undefined],
  ['::192.0.2.1:1', undefined],
  ['192.0.2.1:2:3:4:5:6:7', undefined],
  ['192.0.2.256', undefined],
  ['192.0.2', undefined],
  ['', undefined],
])('%s is read as %s', (text, expected) => {
  expect(shown(text)).toBe(expected)
})

describe('an address where traffic is to arrive', () => {
  test.each([
    ['10.0.0.1', undefined],
    ['0.0.0.0', 'unspecified'],
    ['0.0.0.1', undefined],
    ['127.0.0.1', '127.0.0.0/8'],
    ['128.0.0.1', undefined],
    ['169.254.0.1', '169.254.0.0/16'],
    ['169.253.0.1', undefined],
    ['168.254.0.1', undefined],
    ['224.0.0.9', '224.0.0.0/24'],
    ['224.0.1.9', undefined],
    ['224.1.0.9', undefined],
    ['225.0.0.9', undefined],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['::2', undefined],
    ['1::1', undefined],
    ['fe80::1', 'fe80::/10'],
    ['febf::1', 'fe80::/10'],
    ['fec0::1', undefined],
    ['ff02::1', 'link-local multicast'],
    ['ff12::1', 'link-local multicast'],
    ['ff05::1', undefined],
    ['fd02::1', undefined],
  ])('%s: %s', (text, expected) => {
    const why = whyNotEndpointIp(parseIp(text) ?? [])
    if (expected === undefined) expect(why).toBeUndefined()
    else expect(why).toContain(expected)
  })
})
