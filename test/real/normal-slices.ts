import type { SlicePrediction } from '../../src/kube/endpointslice/slices.ts'
import type { EndpointSlice } from '../../src/world/types/manifest.ts'

interface Comparison {
  /** False where history decides how endpoints share slices: then those with the same ports count as one. */
  readonly packing: boolean
  readonly hints: SlicePrediction['hints']
}

/**
 * All that the slices say, in an order of our own, without what the controller makes up. An empty slice next to one of
 * its family that is not is left from before the first endpoint came; whether it is there depends on the order of events.
 * Of topology mode only the number of endpoints for each zone is compared, where that is not left to chance either.
 */
export function normal(slices: readonly EndpointSlice[], { packing, hints }: Comparison) {
  const filled = new Set(
    slices.filter(({ endpoints }) => (endpoints ?? []).length > 0).map(({ addressType }) => addressType),
  )
  const byCpu = new Set(hints.flatMap(({ code, family }) => (code === 'hints-by-cpu' ? family : [])))
  const groups = new Map<string, string[][]>()
  for (const { addressType, endpoints, ports, metadata } of slices) {
    if ((endpoints ?? []).length === 0 && filled.has(addressType)) continue
    const portTexts = (ports ?? []).map(({ name = '', ...rest }) => text({ name, ...rest })).toSorted()
    const key = text([addressType, metadata?.labels ?? {}, portTexts])
    const members = (endpoints ?? []).map(({ hints: own, ...rest }) =>
      byCpu.has(addressType) || own === undefined ? text(rest) : text({ ...rest, hints: own }),
    )
    groups.set(key, [...(groups.get(key) ?? []), members])
  }
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, members]) => ({
      slice: key,
      // which endpoints are together in a full slice is left to chance
      sizes: packing ? members.map(({ length }) => length).toSorted((a, b) => a - b) : [],
      endpoints: members.flat().toSorted(),
    }))
}

/** How many endpoints are for each zone, of each family in topology mode where it is not left to chance. */
export function zonesOf(slices: readonly EndpointSlice[], hints: SlicePrediction['hints']) {
  return hints
    .filter(({ zones }) => zones !== undefined)
    .map(({ family }) => {
      const names = slices
        .filter(({ addressType }) => addressType === family)
        .flatMap(({ endpoints }) => endpoints ?? [])
        .flatMap(({ hints: own }) => own?.forZones ?? [])
        .map(({ name }) => name)
      return `${family} ${names.toSorted().join(' ')}`
    })
}

function text(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    isRecord(item) ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1))) : item,
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Nothing when both say the same. */
export function differenceOf(predicted: object, actual: object): object[] {
  return JSON.stringify(predicted) === JSON.stringify(actual) ? [] : [{ predicted, actual }]
}
