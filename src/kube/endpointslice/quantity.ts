const nano = 1_000_000_000n

const suffixes: Readonly<Record<string, readonly [numerator: bigint, denominator: bigint]>> = {
  n: [1n, nano],
  u: [1n, 1_000_000n],
  m: [1n, 1000n],
  '': [1n, 1n],
  k: [1000n, 1n],
  M: [10n ** 6n, 1n],
  G: [10n ** 9n, 1n],
  T: [10n ** 12n, 1n],
  P: [10n ** 15n, 1n],
  E: [10n ** 18n, 1n],
  Ki: [2n ** 10n, 1n],
  Mi: [2n ** 20n, 1n],
  Gi: [2n ** 30n, 1n],
  Ti: [2n ** 40n, 1n],
  Pi: [2n ** 50n, 1n],
  Ei: [2n ** 60n, 1n],
}

const quantityPattern =
  /^([+-]?)(\d{0,40})(?:\.(\d{0,40}))?(?:([eE])([+-]?\d{1,2})|([numkMGTPE]|[KMGTPE]i)?)$/

/**
 * An amount such as `8`, `1500m` or `2e3` in billionths, rounded away from zero as the server does; undefined when it is none.
 * Follows ParseQuantity in kubernetes/apimachinery pkg/api/resource/quantity.go.
 */
export function billionthsOf(quantity: unknown): bigint | undefined {
  if (typeof quantity !== 'string' && typeof quantity !== 'number') return undefined
  const [whole, sign, integer = '', fraction = '', exponential, exponent = '0', suffix = ''] =
    quantityPattern.exec(String(quantity)) ?? []
  if (whole === undefined || integer + fraction === '') return undefined
  const power = exponential === undefined ? 0 : Number(exponent)
  const [times, parts] = suffixes[suffix] ?? [1n, 1n]
  const numerator = BigInt(integer + fraction) * nano * times * 10n ** BigInt(Math.max(power, 0))
  const denominator = 10n ** BigInt(fraction.length) * parts * 10n ** BigInt(Math.max(-power, 0))
  const magnitude = (numerator + denominator - 1n) / denominator
  return sign === '-' ? -magnitude : magnitude
}
