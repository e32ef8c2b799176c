import fc from 'fast-check'

// every code point but the halves of surrogate pairs, and more often those that programs trip over
const codePoint = fc.oneof(
  fc.integer({ min: 0x20, max: 0x7e }),
  fc.integer({ min: 0, max: 0xff }),
  fc.integer({ min: 0x2000, max: 0x20ff }),
  fc.integer({ min: 0, max: 0x10_ffff - 0x800 }).map((point) => (point < 0xd800 ? point : point + 0x800)),
)

/** Text of any characters; the unit `binary` of fast-check takes two seconds to be made. */
export const anyText = (constraints: fc.ArrayConstraints = {}): fc.Arbitrary<string> =>
  fc.array(codePoint, constraints).map((points) => String.fromCodePoint(...points))
