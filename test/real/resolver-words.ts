import type { Lookup } from '../../src/kube/dns/resolver/lookup.ts'
import type { Resolver } from '../../src/kube/dns/resolver/candidates.ts'

/** The libraries of this Debian, as `known` and tables name them. */
export const librariesCompared = 'getaddrinfo of glibc 2.36 and musl 1.2.3, Go’s own resolver'

/** The questions in order: repeated ones once; Go sends A and AAAA at the same time. */
export function asked(queries: readonly string[], resolver: Resolver): string[] {
  const once = queries.filter((query, index) => !queries.slice(0, index).includes(query))
  if (resolver !== 'go') return once
  return Array.from({ length: Math.ceil(once.length / 2) }, (_, index) =>
    once
      .slice(2 * index, 2 * index + 2)
      .toSorted()
      .join(' + '),
  )
}

/** The same of a prediction. */
export function askedOf({ queries }: Lookup, resolver: Resolver): string[] {
  return asked(
    queries.map(({ name, type }) => `${name} ${type}`),
    resolver,
  )
}

const errors: Readonly<Record<string, string>> = {
  'error-2': 'no-name', 'error-5': 'no-data', 'error-3': 'try-again', 'errornot-found': 'no-name', errortemporary: 'try-again',
} // prettier-ignore

/** What a client printed, in the words of a prediction. */
export function outcomeMet(output: readonly string[]): string {
  return output
    .map((word) => errors[word] ?? word)
    .toSorted()
    .join(' ')
}

/** What is predicted that a client prints. */
export function outcomeOf({ outcome }: Lookup, resolver: Resolver): string {
  if (outcome.kind === 'addresses') return outcome.addresses.toSorted().join(' ')
  // musl before 1.2.4, which Debian has, knows no other word
  return resolver === 'musl' && outcome.kind === 'no-data' ? 'no-name' : outcome.kind
}
