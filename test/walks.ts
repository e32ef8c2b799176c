/** A place in the sources that walks over a long collection: how often, and over how much. */
export interface Walker {
  readonly calls: number
  readonly elements: number
}

type Method = (...args: unknown[]) => unknown
type Prototype = Record<string | symbol, Method>

const ofArrays = [
  'filter',
  'map',
  'flatMap',
  'forEach',
  'reduce',
  'toSorted',
  'sort',
  'includes',
  'indexOf',
] as const
const thatStop = ['find', 'findIndex', 'some', 'every'] as const
const ofKeyed = ['values', 'keys', 'entries', Symbol.iterator] as const

/**
 * Runs something, and counts who walks over arrays, Maps and Sets of at least `longest` elements: by function and line of the caller. What
 * a `for` with an index walks over is not seen.
 */
export function walkersIn(run: () => void, longest: number): ReadonlyMap<string, Walker> {
  const walkers = new Map<string, Walker>()
  let isCounting = false
  const note = (elements: number) => {
    if (!isCounting || elements < longest) return
    // what this does itself is not counted
    isCounting = false
    const key = callerOf()
    const known = walkers.get(key) ?? { calls: 0, elements: 0 }
    walkers.set(key, { calls: known.calls + 1, elements: known.elements + elements })
    isCounting = true
  }
  const restore = [
    ...patched(Array.prototype as unknown as Prototype, ofArrays, (own) => {
      return function (this: unknown[], ...args) {
        note(this.length)
        return own.apply(this, args)
      }
    }),
    ...patched(Array.prototype as unknown as Prototype, thatStop, (own) => {
      return function (this: unknown[], test, ...args) {
        if (!isCounting || this.length < longest) return own.apply(this, [test, ...args])
        let looked = 0
        const counting: Method = (...each) => {
          looked++
          return (test as Method)(...each)
        }
        const found = own.apply(this, [counting, ...args])
        note(looked)
        return found
      }
    }),
    ...patched(Array.prototype as unknown as Prototype, [Symbol.iterator], (own) => {
      return function (this: unknown[]) {
        const iterator = own.apply(this, []) as Iterator<unknown>
        return isCounting && this.length >= longest ? counted(iterator, note) : iterator
      }
    }),
    ...[Map, Set].flatMap((keyed) =>
      patched(keyed.prototype as unknown as Prototype, ofKeyed, (own) => {
        return function (this: Set<unknown>) {
          const iterator = own.apply(this, []) as Iterator<unknown>
          return isCounting && this.size >= longest ? counted(iterator, note) : iterator
        }
      }),
    ),
  ]
  try {
    isCounting = true
    run()
  } finally {
    isCounting = false
    for (const undo of restore) undo()
  }
  return walkers
}

/** Which may be left before its end. */
function counted(iterator: Iterator<unknown>, note: (elements: number) => void): IterableIterator<unknown> {
  let looked = 0
  return {
    next: () => {
      const step = iterator.next()
      if (step.done === true) note(looked)
      else looked++
      return step
    },
    return: () => {
      note(looked)
      return { done: true, value: undefined }
    },
    [Symbol.iterator]() {
      return this
    },
  }
}

function patched(
  prototype: Prototype,
  names: readonly (string | symbol)[],
  wrap: (own: Method) => Method,
): (() => void)[] {
  return names.map((name) => {
    const own = prototype[name] as Method
    prototype[name] = wrap(own)
    return () => {
      prototype[name] = own
    }
  })
}

/** The first function of the caller that is none of these, and its line. Without the text of a stack, which takes long to write. */
function callerOf(): string {
  const own = { ...Error }
  Error.stackTraceLimit = deepest
  Error.prepareStackTrace = (_, sites) => sites
  const sites = new Error('walk').stack as unknown as NodeJS.CallSite[]
  Object.assign(Error, own)
  const caller = sites.find((site) => {
    const file = site.getFileName() ?? ''
    return file !== '' && !file.endsWith('/walks.ts')
  })
  return `${caller?.getFunctionName() ?? 'a function'} at line ${caller?.getLineNumber()}:${caller?.getColumnNumber()}`
}

const deepest = 8
