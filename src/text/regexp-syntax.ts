/** A regular expression as a tree. */
export type RegexpNode =
  | {
      readonly kind: 'set'
      readonly ranges: readonly Range[]
      readonly negated: boolean
      readonly fold: boolean
    }
  | {
      readonly kind: 'assert'
      readonly what: 'start' | 'end' | 'line-start' | 'line-end' | 'word' | 'no-word'
    }
  | { readonly kind: 'sequence'; readonly parts: readonly RegexpNode[] }
  | { readonly kind: 'either'; readonly parts: readonly RegexpNode[] }
  | {
      readonly kind: 'repeat'
      readonly part: RegexpNode
      readonly least: number
      readonly most: number
      readonly lazy: boolean
    }
  | { readonly kind: 'group'; readonly part: RegexpNode; readonly number: number; readonly name?: string }

export type Range = readonly [number, number]

interface Flags {
  readonly fold: boolean
  readonly dotAll: boolean
  readonly lines: boolean
}

const digits: readonly Range[] = [[48, 57]]
const lower: Range = [97, 122]
const upper: Range = [65, 90]
const classes: Readonly<Record<string, readonly Range[]>> = {
  d: digits,
  w: [...digits, upper, [95, 95], lower],
  s: [
    [9, 10],
    [12, 13],
    [32, 32],
  ],
  alnum: [...digits, upper, lower],
  alpha: [upper, lower],
  digit: digits,
  lower: [lower],
  upper: [upper],
  word: [...digits, upper, [95, 95], lower],
  xdigit: [...digits, [65, 70], [97, 102]],
}
const controls: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 }
const last = 0x10ffff
const mostRepeats = 1000
const deepest = 100

/** Reads an expression in the syntax of Go's package regexp (RE2); undefined for what Go refuses or svc does not read. */
export function parseRegexp(text: string): RegexpNode | undefined {
  try {
    return new RegexpReader(text).all()
  } catch (stop) {
    if (stop instanceof Stop) return undefined
    throw stop
  }
}

class Stop extends Error {}

class RegexpReader {
  readonly #text: string
  #at = 0
  #groups = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
  }

  all(): RegexpNode {
    const node = this.#either({ fold: false, dotAll: false, lines: false })
    if (this.#at < this.#text.length) throw new Stop()
    return node
  }

  #either(flags: Flags): RegexpNode {
    if (++this.#depth > deepest) throw new Stop()
    const parts: RegexpNode[] = []
    let current = flags
    let sequence: RegexpNode[] = []
    for (let char = this.#peek(); char !== undefined && char !== ')'; char = this.#peek()) {
      if (this.#take('|')) {
        parts.push({ kind: 'sequence', parts: sequence })
        sequence = []
        continue
      }
      const changed = this.#flagsAlone(current)
      if (changed === undefined) sequence.push(this.#repeated(this.#atom(current)))
      else current = changed
    }
    this.#depth--
    parts.push({ kind: 'sequence', parts: sequence })
    return { kind: 'either', parts }
  }

  /** `(?i)`: from here to the end of the group. */
  #flagsAlone(flags: Flags): Flags | undefined {
    const [whole, on = '', off = ''] =
      /^\(\?([ims]*)(?:-([ims]+))?\)/.exec(this.#text.slice(this.#at, this.#at + 12)) ?? []
    if (whole === undefined) return undefined
    this.#at += whole.length
    return changedFlags(flags, on, off)
  }

  #atom(flags: Flags): RegexpNode {
    const char = this.#next()
    switch (char) {
      case '(':
        return this.#group(flags)
      case '[':
        return this.#class(flags)
      case '.':
        return flags.dotAll ? set([[0, last]]) : set([[10, 10]], true)
      case '^':
        return { kind: 'assert', what: flags.lines ? 'line-start' : 'start' }
      case '$':
        return { kind: 'assert', what: flags.lines ? 'line-end' : 'end' }
      case '\\':
        return this.#escape(flags)
      case '*':
      case '+':
      case '?':
        throw new Stop()
      default:
        return set([single(char)], false, flags.fold)
    }
  }

  #group(flags: Flags): RegexpNode {
    const rest = this.#text.slice(this.#at, this.#at + 80)
    const plain = /^\?([ims]*)(?:-([ims]+))?:/.exec(rest)
    if (plain !== null) {
      this.#at += plain[0].length
      return this.#groupBody(changedFlags(flags, plain[1] ?? '', plain[2] ?? ''))
    }
    const named = /^\?P?<(\w+)>/.exec(rest)
    if (named === null && rest.startsWith('?')) throw new Stop()
    this.#at += named?.[0].length ?? 0
    const number = ++this.#groups
    const part = this.#groupBody(flags)
    return { kind: 'group', part, number, ...(named?.[1] === undefined ? {} : { name: named[1] }) }
  }

  #groupBody(flags: Flags): RegexpNode {
    const part = this.#either(flags)
    if (!this.#take(')')) throw new Stop()
    return part
  }

  #escape(flags: Flags): RegexpNode {
    const char = this.#next()
    const asserts = { A: 'start', z: 'end', b: 'word', B: 'no-word' } as const
    if (Object.hasOwn(asserts, char)) return { kind: 'assert', what: asserts[char as keyof typeof asserts] }
    const ranges = perlClass(char)
    if (ranges !== undefined) return set(ranges, char !== char.toLowerCase())
    return set([this.#escaped(char)], false, flags.fold)
  }

  /** One character behind a backslash. */
  #escaped(char: string): Range {
    if (char === 'x') {
      const [whole, braced, plain] =
        /^(?:\{([0-9a-fA-F]{1,6})\}|([0-9a-fA-F]{2}))/.exec(this.#text.slice(this.#at, this.#at + 9)) ?? []
      if (whole === undefined) throw new Stop()
      this.#at += whole.length
      const code = Number.parseInt(braced ?? plain ?? '', 16)
      return [code, code]
    }
    const control = Object.hasOwn(controls, char) ? controls[char] : undefined
    if (control !== undefined) return [control, control]
    if (/[A-Za-z0-9]/.test(char)) throw new Stop()
    return single(char)
  }

  #class(flags: Flags): RegexpNode {
    const negated = this.#take('^')
    const ranges: Range[] = []
    for (let first = true; first || this.#peek() !== ']'; first = false) {
      const posix = /^\[:(\w+):\]/.exec(this.#text.slice(this.#at, this.#at + 12))
      const named =
        posix?.[1] === undefined || !Object.hasOwn(classes, posix[1]) ? undefined : classes[posix[1]]
      if (posix !== null) {
        if (named === undefined) throw new Stop()
        this.#at += posix[0].length
        ranges.push(...named)
      } else ranges.push(...this.#classPart())
    }
    this.#at++
    return set(ranges, negated, flags.fold)
  }

  #classPart(): readonly Range[] {
    const char = this.#next()
    if (char === '\\') {
      const escape = this.#next()
      const ranges = perlClass(escape)
      if (ranges !== undefined) return escape === escape.toLowerCase() ? ranges : complement(ranges)
      return this.#rangeFrom(this.#escaped(escape))
    }
    return this.#rangeFrom(single(char))
  }

  #rangeFrom([low]: Range): readonly Range[] {
    if (this.#peek() !== '-' || this.#text[this.#at + 1] === ']') return [[low, low]]
    this.#at++
    const char = this.#next()
    const [high] = char === '\\' ? this.#escaped(this.#next()) : single(char)
    if (high < low) throw new Stop()
    return [[low, high]]
  }

  #repeated(part: RegexpNode): RegexpNode {
    let node = part
    let times = 0
    for (let bounds = this.#bounds(); bounds !== undefined; bounds = this.#bounds()) {
      if (++times > 1) throw new Stop()
      node = { kind: 'repeat', part: node, ...bounds, lazy: this.#take('?') }
      if (timesIn(node) > mostRepeats) throw new Stop()
    }
    return node
  }

  #bounds(): { least: number; most: number } | undefined {
    if (this.#take('*')) return { least: 0, most: Infinity }
    if (this.#take('+')) return { least: 1, most: Infinity }
    if (this.#take('?')) return { least: 0, most: 1 }
    const [whole, low = '', comma, high = ''] =
      /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(this.#text.slice(this.#at, this.#at + 12)) ?? []
    if (whole === undefined) return undefined
    this.#at += whole.length
    const least = Number(low)
    const most = comma === undefined ? least : high === '' ? Infinity : Number(high)
    if (least > mostRepeats || (most !== Infinity && most > mostRepeats) || most < least) throw new Stop()
    return { least, most }
  }

  #peek(): string | undefined {
    return this.#text[this.#at]
  }

  #next(): string {
    const code = this.#text.codePointAt(this.#at)
    if (code === undefined) throw new Stop()
    const char = String.fromCodePoint(code)
    this.#at += char.length
    return char
  }

  #take(char: string): boolean {
    if (this.#peek() !== char) return false
    this.#at++
    return true
  }
}

/** How often the most repeated part occurs when all counts are written out: Go refuses more than a thousand (`repeatIsValid`). */
function timesIn(node: RegexpNode): number {
  if (node.kind === 'repeat') {
    const own = node.most === Infinity ? node.least : node.most
    return Math.max(1, own) * timesIn(node.part)
  }
  if (node.kind === 'group') return timesIn(node.part)
  if (node.kind === 'sequence' || node.kind === 'either') return Math.max(1, ...node.parts.map(timesIn))
  return 1
}

function changedFlags(flags: Flags, on: string, off: string): Flags {
  const flag = (letter: string, now: boolean) => (now || on.includes(letter)) && !off.includes(letter)
  return { fold: flag('i', flags.fold), dotAll: flag('s', flags.dotAll), lines: flag('m', flags.lines) }
}

function perlClass(char: string): readonly Range[] | undefined {
  return 'dws'.includes(char.toLowerCase()) ? classes[char.toLowerCase()] : undefined
}

function complement(ranges: readonly Range[]): readonly Range[] {
  const sorted = ranges.toSorted(([a], [b]) => a - b)
  const edges = [-1, ...sorted.flat(), last + 1]
  return Array.from({ length: edges.length / 2 }, (_, index): Range => [
    (edges[2 * index] ?? 0) + 1,
    (edges[2 * index + 1] ?? 0) - 1,
  ]).filter(([low, high]) => low <= high)
}

function single(char: string): Range {
  const code = char.codePointAt(0) ?? 0
  return [code, code]
}

function set(ranges: readonly Range[], negated = false, fold = false): RegexpNode {
  return { kind: 'set', ranges, negated, fold }
}
