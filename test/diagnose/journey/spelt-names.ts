import { callerOf, parseClient } from '../../../src/diagnose/journey/client.ts'
import { clientOf } from '../../../src/diagnose/journey/resolver.ts'
import { normalName } from '../../../src/kube/dns/name.ts'
import { lookup, type LookupQuery } from '../../../src/kube/dns/resolver/lookup.ts'
import type { World } from '../../../src/world/world.ts'
import { verdictOf, wordsOf, type Check } from './verdict-of.ts'

interface Asked {
  readonly world: World
  readonly open: World
  readonly hosts: readonly string[]
}

/** A name that the resolver finds is not lost at its name, one that it does not find is; and nothing that is there is called missing. */
export function checkNames({ world, open, hosts }: Asked, check: Check): void {
  for (const namespace of ['shop', 'data'])
    for (const host of hosts) {
      const from = `${namespace}/pod/speller`
      const caller = callerOf(world, parseClient(from) ?? { is: 'any' }, namespace)
      if ('missing' in caller) continue
      const { outcome, queries } = lookup(world, { from: clientOf(caller), name: host, resolver: 'glibc' })
      const who = `${host} from ${from}`
      const asked = { target: `${host}:80`, from, namespace }
      const whole = verdictOf(world, asked)
      const isLost = ['no-name', 'no-data', 'try-again'].includes(outcome.kind)
      check(
        !isLost || whole.status === 'broken',
        () => `${who}: ${wordsOf(whole)}, but the lookup says ${outcome.kind} (${outcome.because})`,
      )
      // a word alone is the name of no host outside, and the name of a Service with .svc of none either
      const isOpen =
        outcome.kind === 'unknown' && !/\.svc(?:\.|$)/i.test(host) && queries.some(isSearchedOutside(host))
      check(
        !isOpen || whole.cause !== 'client-names-missing-service',
        () => `${who}: ${wordsOf(whole)}, but the lookup does not know (${outcome.because})`,
      )
      check(
        outcome.kind !== 'addresses' || whole.cause !== 'client-names-missing-service',
        () => `${who}: ${wordsOf(whole)}, but the lookup finds ${outcome.because}`,
      )
      const seen = verdictOf(open, asked)
      check(
        seen.status === 'undecided' || seen.status === whole.status,
        () => `${who}: open ${wordsOf(seen)}, complete ${wordsOf(whole)}`,
      )
      for (const spoken of [whole, seen])
        check(!deniesWhatIs(world, spoken.summary), () => `${who}: ${wordsOf(spoken)}`)
    }
}

function isSearchedOutside(host: string) {
  return ({ name, reply }: LookupQuery) => reply.forwardedTo !== undefined && name !== normalName(host)
}

/** "there is no Service shop/web", where there is. */
function deniesWhatIs(world: World, text: string): boolean {
  return [...text.matchAll(/there is no Service ([\w-]+)\/([\w-]+)/g)].some(
    ([, namespace = '', name = '']) => world.get('Service', namespace, name) !== undefined,
  )
}
