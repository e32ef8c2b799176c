/** What a hole holds: a text without its quotes, a map with its braces, or what nothing is kept of. */
type HoleForm = 'text' | 'labels' | 'annotations' | 'managed fields'

/** What differs between pods that are written alike. */
export interface Hole {
  readonly form: HoleForm
  /** How it ends, and how many characters of that are still its own. */
  readonly until: string
  readonly own: 0 | 1
}

/** A text with holes: there is one more of the texts. */
export interface Cut {
  readonly texts: readonly string[]
  readonly holes: readonly Hole[]
}

interface Region extends Hole {
  readonly start: number
  readonly end: number
}

const managedFields = ',"managedFields":['
const spec = '},"spec":{'
const ends = [
  '},"annotations":{',
  '},"ownerReferences":[',
  '},"finalizers":[',
  `}${managedFields}`,
  `}${spec}`,
]

/**
 * Texts that belong to one pod alone, by their fields. A name of a variable or of a port does not: it is what its template says. Text in
 * quotes has a backslash in front of each quote, so that nothing in it looks like a field.
 */
const ownText =
  /(?<=[{,]"(?:name|generateName|namespace|uid|resourceVersion|creationTimestamp|lastTransitionTime|startTime|startedAt|hostIP|podIP|ip|nodeName|image|imageID|containerID|hostname|claimName|serviceAccountName|serviceAccount)":")[^"\\]*(?="(?!,"(?:value|valueFrom|containerPort)":))/g

/** Takes out of the text of a pod, as Go writes it, what is its own. Undefined for a text that is written otherwise. */
export function cutOut(text: string): Cut | undefined {
  const regions = regionsOf(text)
  if (regions === undefined) return undefined
  const own = [...text.matchAll(ownText)]
    .map(({ index, 0: { length } }) => ({ ...ownHole, start: index, end: index + length }))
    .filter(({ start }) => regions.every((region) => start < region.start || start >= region.end))
  const holes = [...regions, ...own].sort((one, other) => one.start - other.start)
  const starts = [0, ...holes.map(({ end }) => end)]
  return { texts: starts.map((start, index) => text.slice(start, holes[index]?.start)), holes }
}

const ownHole: Hole = { form: 'text', until: '"', own: 0 }

/** Labels, annotations, and what server-side apply remembers: where they are, each at most once, all of it in front of `spec`. */
function regionsOf(text: string): readonly Region[] | undefined {
  const managedAt = text.indexOf(managedFields)
  const specAt = text.indexOf(spec, Math.max(managedAt, 0))
  if (specAt < 0) return undefined
  const maps = (['labels', 'annotations'] as const).flatMap((form) => {
    const at = text.indexOf(`,"${form}":{`)
    return at < 0 || at > specAt ? [] : mapFrom(text, at + form.length + 4, form)
  })
  if (managedAt < 0) return maps
  const start = managedAt + managedFields.length
  const end = text.indexOf(`]${spec}`, start)
  return end < 0 ? undefined : [...maps, { form: 'managed fields', until: `]${spec}`, own: 0, start, end }]
}

function mapFrom(text: string, start: number, form: HoleForm): Region[] {
  const [first] = ends
    .map((until) => ({ until, at: text.indexOf(until, start) }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at)
  return first === undefined ? [] : [{ form, until: first.until, own: 1, start, end: first.at + 1 }]
}
