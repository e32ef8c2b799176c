import type { EndpointSlice } from '../../src/world/manifest.ts'

/**
 * All that the slices say, in an order of our own, without what the controller makes up. An empty slice beside one of
 * its family that is not is left from before the first endpoint came; whether it is there depends on the order of events.
 */
export function normal(slices: readonly EndpointSlice[]) {
  const text = (value: unknown): string =>
    JSON.stringify(value, (_key, item: unknown) =>
      isRecord(item)
        ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : item,
    )
  const filled = new Set(
    slices.filter(({ endpoints }) => (endpoints ?? []).length > 0).map(({ addressType }) => addressType),
  )
  return slices
    .filter(({ addressType, endpoints }) => (endpoints ?? []).length > 0 || !filled.has(addressType))
    .map(({ addressType, endpoints, ports, metadata }) => ({
      addressType,
      labels: text(metadata?.labels ?? {}),
      ports: (ports ?? []).map(({ name = '', ...rest }) => text({ name, ...rest })).toSorted(),
      endpoints: (endpoints ?? []).map((each) => text(each)).toSorted(),
    }))
    .toSorted((a, b) => (text(a) < text(b) ? -1 : 1))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Nothing when both say the same. */
export function differenceOf(predicted: object, actual: object): object[] {
  return JSON.stringify(predicted) === JSON.stringify(actual) ? [] : [{ predicted, actual }]
}
