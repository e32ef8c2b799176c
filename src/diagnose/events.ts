import { withoutSecrets } from '../text/credentials.ts'
import type { Resource } from '../world/resource.ts'
import type { Event } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'

const longestMessage = 200

/**
 * The warnings that a World holds about an object itself, not about one of its name before it: the latest of each reason, the latest
 * first. The API server keeps Events for an hour, and keeps none back: that there is none proves nothing.
 */
export function warningsAbout(
  world: World,
  { kind, name, namespace, manifest }: Resource,
): Resource<Event>[] {
  const own = manifest.metadata?.uid
  const byReason = new Map<string, Resource<Event>>()
  const all = world.matching('Event', namespace, { about: { kind, name } }).filter(({ manifest: event }) => {
    const { uid } = event.involvedObject ?? {}
    return event.type === 'Warning' && (uid === undefined || own === undefined || uid === own)
  })
  for (const event of all.toSorted((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1))) {
    const { reason = '' } = event.manifest
    if (!byReason.has(reason)) byReason.set(reason, event)
  }
  return [...byReason.values()]
}

/** Times of one format: their order is that of their texts. */
function timeOf({ manifest }: Resource<Event>): string {
  const { series, lastTimestamp, eventTime, firstTimestamp, metadata } = manifest
  return (
    series?.lastObservedTime ??
    lastTimestamp ??
    eventTime ??
    firstTimestamp ??
    metadata?.creationTimestamp ??
    ''
  )
}

/** `event FailedCreate: Error creating: pods "web-1" is forbidden: exceeded quota`. */
export function quoteEvent({
  manifest: { reason = 'without a reason', message = '' },
}: Resource<Event>): string {
  const text = withoutSecrets(message).trim().replace(/\.$/, '').slice(0, longestMessage)
  return `event ${reason}${text === '' ? '' : `: ${text}`}`
}
