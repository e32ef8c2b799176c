import { normalName } from '../name.ts'
import type { ResolvConf } from './resolv-conf.ts'

/** The libraries that look names up in containers: Debian’s and most images’, Alpine’s, and that of Go programs without cgo. */
export type Resolver = 'glibc' | 'musl' | 'go'

/** A name that is asked for; `final` is the name as it was typed. */
export interface NameTried {
  readonly name: string
  readonly final: boolean
}

const mostNdots = 15
const longestLineOfMusl = 255
const longestName = 253

export function ndotsOf({ options }: ResolvConf): number {
  const written = options.get('ndots') ?? ''
  return /^\d{1,5}$/.test(written) ? Math.min(Number(written), mostNdots) : 1
}

/**
 * The names that a resolver asks for, in order, until one decides. Follows __res_context_search in glibc resolv/res_query.c,
 * name_from_dns_search in musl src/network/lookup_name.c, nameList in Go's src/net/dnsclient_unix.go.
 */
export function namesTried(typed: string, conf: ResolvConf, resolver: Resolver): NameTried[] {
  const asTyped = { name: normalName(typed), final: true }
  if (typed.endsWith('.')) return [asTyped]
  const enough = typed.split('.').length - 1 >= ndotsOf(conf)
  if (enough && resolver === 'musl') return [asTyped]
  const search = searchOf(conf, resolver)
  const searched = search
    .map((suffix) => normalName(suffix === '.' ? typed : `${typed}.${suffix}`))
    .filter((name) => name.length <= longestName + 1)
    .map((name) => ({ name, final: false }))
  if (enough) return [asTyped, ...searched]
  // glibc: the root on the list is the name as typed
  return resolver === 'glibc' && search.includes('.') ? searched : [...searched, asTyped]
}

function searchOf({ search }: ResolvConf, resolver: Resolver): readonly string[] {
  if (resolver === 'glibc') return search
  // musl leaves out a line that does not fit into its buffer, the whole of it
  if (resolver === 'musl') return `search ${search.join(' ')}`.length >= longestLineOfMusl ? [] : search
  return search.filter((suffix) => suffix !== '.')
}
