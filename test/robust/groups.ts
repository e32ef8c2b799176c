import type { Corpus, Sample } from './corpus.ts'
import { Draw } from './draw.ts'
import { changed, mutated, pathsIn, replaced, wrongValues } from './mutations.ts'
import { encoded, joined, namesIn, type Asked } from './streams.ts'

/** Documents that belong together, some of them changed: read as of a namespace of its own, next to other groups. */
export interface Group extends Asked {
  /** The unchanged ones, which are parsed once for a whole run. */
  readonly kept: readonly Sample[]
  /** All of them before any was changed. */
  readonly plain: readonly Sample[]
  /** What an API server lists in place of the text. */
  readonly listed?: readonly unknown[]
  readonly mutated: number
  /** The same without the others, in one text. */
  readonly alone: Asked
}

const groupsAtOnce = 12

/** The groups of one number of one seed: of one half the changes are in a text, of the other in what an API server lists. */
export function groupsOf(corpus: Corpus, seed: number, index: number, as?: 'listed'): Group[] {
  const draw = new Draw(Math.imul(seed + 7, 0x9e_37_79_b1) ^ Math.imul(index + 1, 0x85_eb_ca_6b))
  const isListed = draw.chance(0.5) || as === 'listed'
  return Array.from({ length: groupsAtOnce }, () => {
    const plain = [...draw.of(corpus.worlds)]
    if (draw.chance(0.3)) plain.push(draw.of(corpus.whole))
    const share = draw.of([0.5, 1, 1, 1])
    const isKept = plain.map(() => !draw.chance(share))
    const chosen = plain.filter((_, at) => isKept[at] !== true)
    return groupOf(plain, { kept: plain.filter((_, at) => isKept[at] === true), chosen, isListed }, draw)
  })
}

interface Parts {
  readonly kept: readonly Sample[]
  readonly chosen: readonly Sample[]
  readonly isListed: boolean
}

function groupOf(plain: readonly Sample[], { kept, chosen, isListed }: Parts, draw: Draw): Group {
  const listed = isListed ? chosen.map((sample) => changed(sample, draw)) : []
  const texts = isListed ? listed.map(jsonOf) : chosen.map((sample) => mutated(sample, draw))
  return completed({
    kept,
    plain,
    bytes: isListed ? joined(texts) : encoded(joined(texts), draw),
    mutated: chosen.length,
    ...(isListed ? { listed } : {}),
    ...namesIn(plain, draw),
  })
}

/** What is needed where something fails is made only then. */
function completed(group: Omit<Group, 'before' | 'alone'>): Group {
  return {
    ...group,
    get before() {
      return joined(group.plain.map(({ text }) => Buffer.from(text)))
    },
    get alone() {
      const { service, namespace, client, kept } = group
      const bytes = joined([...kept.map(({ value }) => jsonOf(value)), group.bytes])
      return { service, namespace, client, bytes, before: this.before }
    },
  }
}

/** One text as a group, which is read as such, or as an API server would list what its documents say. */
export function groupOfText(asked: Asked, isListed: boolean): Group {
  const plain = [{ text: asked.before.toString(), value: undefined }]
  const listed = isListed ? asked.bytes.toString().split(/^---$/m).flatMap(valueOf) : undefined
  const own = { kept: [], plain, mutated: 0, alone: asked }
  return { ...asked, ...own, ...(listed === undefined ? {} : { listed }) }
}

function valueOf(text: string): unknown[] {
  try {
    return [JSON.parse(text)]
  } catch {
    return []
  }
}

function jsonOf(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value)}\n`)
}

/** Each field of each kind with each value of the wrong shape, next to the same object unchanged in some; so many at once. */
export function* fieldGroups(corpus: Corpus): Generator<Group[]> {
  const draw = new Draw(1)
  let groups: Group[] = []
  for (const sample of corpus.whole)
    for (const path of pathsIn(sample.value))
      for (const by of [undefined, ...wrongValues]) {
        const value = replaced(sample.value, path, by)
        const plain = draw.of(corpus.worlds)
        const isListed = groups.length % 2 === 0
        groups.push(
          completed({
            kept: groups.length % 12 === 0 ? plain : [],
            plain: [sample],
            bytes: jsonOf(value),
            mutated: 1,
            ...(isListed ? { listed: [value] } : {}),
            ...namesIn([sample, ...plain], draw),
          }),
        )
        if (groups.length === 60) {
          yield groups
          groups = []
        }
      }
  if (groups.length > 0) yield groups
}
