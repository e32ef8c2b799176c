import type { StringMap } from './types/manifest.ts'

/** A label's value; own properties only, so `toString` is not a label of everything. */
export function labelOf(labels: StringMap | undefined, key: string): string | undefined {
  return labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined
}

/** `app=chat-api,tier=serving`, as kubectl writes selectors; keys sorted. */
export function formatLabels(labels: StringMap): string {
  return Object.keys(labels)
    .toSorted()
    .map((key) => `${key}=${labels[key]}`)
    .join(',')
}
