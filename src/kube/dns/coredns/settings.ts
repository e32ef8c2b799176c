import { readZoneKey } from '../corefile/zones.ts'

/** What the plugins of a server block share. */
export interface BlockSettings {
  /** The zones of its keys. */
  readonly zones: readonly string[]
  /** A file of CoreDNS's own; undefined when it is not in sight. */
  readonly readFile: (path: string) => string | undefined
}

/** The zones whose unknown names go on to the next plugin; undefined when the word does not occur, `.` when it is alone. */
export function fallthroughZones(lines: readonly (readonly string[])[]): string[] | undefined {
  const line = lines.findLast(([word]) => word === 'fallthrough')
  if (line === undefined) return undefined
  return line.length === 1 ? ['.'] : line.slice(1).flatMap((zone) => readZoneKey(zone).zones)
}
