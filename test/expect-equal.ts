import { isDeepStrictEqual } from 'node:util'
import { expect } from '@jest/globals'

/** As `expect(received).toStrictEqual(expected)`, which takes so long that it shows where thousands of values are compared. */
export function expectEqual(received: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(received, expected)) expect(received).toStrictEqual(expected)
}
