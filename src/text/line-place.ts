/** Where a line is. */
interface LinePlace {
  /**
   * `text`: inside of a value of several lines; `entry`: an entry, an item or a value that only a program reads; `other`: a field
   * of the API.
   */
  readonly kind: 'text' | 'entry' | 'other'
  /** The index in the line at which its value begins, behind dashes and the key. */
  readonly value: number
}

/** Fields whose values, entries or items only a program reads. */
export const textKeys: readonly string[] = [
  'value',
  'args',
  'command',
  'data',
  'stringData',
  'binaryData',
  'annotations',
]

// looking further up for each finding of a long text would take the square of its length
const farthest = 2000

/** Where one line of a YAML or JSON text is, by its indentation; a line far inside of something counts as text. */
export function placeOfLine(lines: readonly string[], index: number): LinePlace {
  const own = partsOf(lines[index] ?? '')
  let parent: string | undefined
  for (const above of ancestors(lines, index, own)) {
    if (above === 'far' || above.startsText) return { kind: 'text', value: own.indent }
    parent ??= above.key
  }
  if (isContinued(own)) return { kind: 'text', value: own.indent }
  const isText = own.key === 'value' || (parent !== 'value' && textKeys.includes(parent ?? ''))
  return { kind: isText ? 'entry' : 'other', value: own.value }
}

/** What a line is in. */
interface Above {
  readonly startsText: boolean
  readonly key?: string
}

/** Lines that a line is inside of, the nearest first; `far` where that would take too long. */
function* ancestors(lines: readonly string[], index: number, own: Parts): Generator<Above | 'far'> {
  let inner: Pick<Parts, 'indent' | 'hasDash'> = own
  for (let at = index - 1; at >= 0; at--) {
    const line = lines[at] ?? ''
    if (line.startsWith('---')) return
    if (index - at > farthest) {
      yield 'far'
      return
    }
    // most lines are further inside, or next to it: that is seen without reading them
    const start = indentOf(line)
    if (start > inner.indent || (start === inner.indent && !inner.hasDash)) continue
    const parts = partsOf(line)
    if (line.trim() === '' || !holds(parts, inner)) continue
    const { indent, content, key } = parts
    const begin = key === undefined ? indent : content
    const isOwn = begin < inner.indent || indent === inner.indent
    yield {
      startsText: blockHeader.test(line) && inner.indent > begin,
      ...(isOwn && key !== undefined ? { key } : {}),
    }
    inner = parts
  }
}

function indentOf(line: string): number {
  let indent = 0
  while (line[indent] === ' ' || line[indent] === '\t') indent++
  return indent
}

/** Items may begin where the key of their list does. */
function holds({ indent, hasDash, key }: Parts, inner: Pick<Parts, 'indent' | 'hasDash'>): boolean {
  return indent < inner.indent || (indent === inner.indent && inner.hasDash && !hasDash && key !== undefined)
}

const blockHeader = /(?:^|[\s:-])[|>][-+0-9]{0,2}[ \t]*(?:#.*)?\r?$/
const lineParts =
  /^([ \t]*)((?:-[ \t]+|-$)*)(?:(?:"([^"]*)"|'([^']*)'|([^\s"'{}[\],:#](?:[^:]|:(?=\S))*?))[ \t]*:(?:[ \t]+|$|(?<=["']:)))?/

type Parts = ReturnType<typeof partsOf>

// no key is longer
const longestHead = 1000

function partsOf(line: string) {
  const [all = '', spaces = '', dashes = '', ...keys] = lineParts.exec(line.slice(0, longestHead)) ?? []
  return {
    indent: spaces.length,
    content: spaces.length + dashes.length,
    hasDash: dashes !== '',
    key: keys.find((key) => key !== undefined),
    value: all.length,
    rest: line.slice(all.length),
  }
}

/** Neither a field nor an item nor a bracket: the rest of a value that began above. */
function isContinued({ key, hasDash, rest }: Parts): boolean {
  return key === undefined && !hasDash && /^[^\s{}[\],"'#]/.test(rest)
}
