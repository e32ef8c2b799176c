// Jest makes some two hundred functions for each expect(), of which a test calls one: here that one is made alone.

// where jest keeps the matchers of a test file
const shared = Symbol.for('$$jest-matchers-object')

/** `expect` of a test file, with the same matchers, each of them made when it is asked for. */
export function lazily(expect, global) {
  const state = global[shared]
  const { matchers } = state
  const withOnly = (name, actual) => {
    state.matchers = { [name]: matchers[name] }
    try {
      return expect(actual)
    } finally {
      state.matchers = matchers
    }
  }
  return new Proxy(expect, {
    apply(_, self, args) {
      if (args.length !== 1) return Reflect.apply(expect, self, args)
      const [actual] = args
      const not = new Proxy(
        {},
        { get: (_, name) => (name in matchers ? withOnly(name, actual).not[name] : undefined) },
      )
      return new Proxy(
        {},
        {
          get(_, name) {
            if (name === 'not') return not
            return name in matchers ? withOnly(name, actual)[name] : expect(actual)[name]
          },
        },
      )
    },
  })
}
