import { isIP } from 'node:net'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { canonicalIP } from '../../../src/kube/core/canonical-ip.ts'

test.each([
  ['10.0.0.1', '10.0.0.1'],
  ['010.000.0.01', '10.0.0.1'],
  ['FD00::0:25', 'fd00::25'],
  ['fd00:0:0:1:0:0:0:1', 'fd00:0:0:1::1'],
  ['0:0:0:0:0:0:0:0', '::'],
  ['::ffff:10.0.0.1', '10.0.0.1'],
  ['::ffff:102:304', '1.2.3.4'],
  ['64:ff9b::1.2.3.4', '64:ff9b::102:304'],
  ['1:0:1:0:1:0:1:0', '1:0:1:0:1:0:1:0'],
  ['1::', '1::'],
  ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ['fd00::1::2', 'fd00::1::2'],
  ['not an address', 'not an address'],
  ['10.0.0.256', '10.0.0.256'],
])('%s is written %s', (text, expected) => expect(canonicalIP(text)).toBe(expected))

test('is an address again, the same for each way of writing it, and stays as it is', () => {
  fc.assert(
    fc.property(fc.ipV6(), (text) => {
      const canonical = canonicalIP(text)
      expect(isIP(canonical)).not.toBe(0)
      expect(canonicalIP(canonical)).toBe(canonical)
      expect(canonicalIP(text.toUpperCase())).toBe(canonical)
    }),
  )
})
