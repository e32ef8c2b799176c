import { compileRegexp, type Regexp } from '../../../text/regexp.ts'
import { normalName } from '../name.ts'
import type { DnsQuery, Rcode } from '../reply.ts'

/** What is done to the answer of a question that was rewritten. */
export type Undo =
  | { readonly kind: 'rename'; readonly what: 'name' | 'value'; readonly rename: (name: string) => string }
  | { readonly kind: 'rcode'; readonly from: Rcode; readonly to: Rcode }

export interface RewriteRule {
  /** Later rules are not looked at once this one applied. */
  readonly stops: boolean
  /** How many steps the machines of its regular expressions have. */
  readonly size?: number
  apply(query: DnsQuery): { readonly query: DnsQuery; readonly undo: readonly Undo[] } | undefined
}

interface NameRewrite {
  readonly of: (name: string) => string | undefined
  readonly size: number
}

/** Reads one rule, or says why svc does not evaluate it. */
export function readRewriteRule(args: readonly string[]): RewriteRule | string {
  const [first = ''] = args
  const mode = first.toLowerCase()
  const hasMode = mode === 'stop' || mode === 'continue'
  const [kind = '', ...rest] = hasMode ? args.slice(1) : args
  const stops = mode !== 'continue'
  switch (kind.toLowerCase()) {
    case 'name':
      return nameRule(rest, stops)
    case 'type': {
      const [from = '', to = ''] = rest.map((word) => word.toUpperCase())
      return {
        stops,
        apply: (query) => (query.type === from ? { query: { ...query, type: to }, undo: [] } : undefined),
      }
    }
    case 'rcode':
      return rcodeRule(rest, stops)
    // neither changes which records are answered; yet such a rule may be the one that stops
    case 'ttl':
      return ttlRule(rest, stops)
    case 'class':
      return `svc does not evaluate "rewrite class"`
    default:
      return `svc does not evaluate "rewrite ${kind}"`
  }
}

const kindsOfMatch = ['exact', 'prefix', 'suffix', 'substring', 'regex']

function nameRule(args: readonly string[], stops: boolean): RewriteRule | string {
  const [first = '', second = '', third = ''] = args
  const kind = args.length === 2 ? 'exact' : first.toLowerCase()
  const [from, to] = args.length === 2 ? [first, second] : [second, third]
  const undo = answerRules(args.slice(3))
  if (!kindsOfMatch.includes(kind) || undo === undefined)
    return `svc does not read "rewrite name ${args.join(' ')}"`
  const change = nameChange(kind, from, normalName(to))
  if (change === undefined) return `svc does not read the regular expression "${from}"`
  const automatic = kind === 'exact' || undo.auto
  return {
    stops,
    size: change.size + undo.size,
    apply: (query) => {
      const name = change.of(query.name)
      if (name === undefined) return undefined
      const back = !automatic
        ? []
        : kind === 'suffix'
          ? suffixBack(normalName(from), normalName(to))
          : remapBack(name, query.name)
      return { query: { ...query, name }, undo: [...back, ...undo.rules] }
    },
  }
}

/** What a name becomes; undefined as a result where it does not match, instead of a function where the expression cannot be read. */
function nameChange(kind: string, from: string, to: string): NameRewrite | undefined {
  const wanted = normalName(from)
  const plain = (of: NameRewrite['of']) => ({ of, size: 0 })
  switch (kind) {
    case 'exact':
      return plain((name) => (name === wanted ? to : undefined))
    // CoreDNS closes these with a dot too, so that a prefix or a part without one never matches in the middle
    case 'prefix':
      return plain((name) => (name.startsWith(wanted) ? to + name.slice(wanted.length) : undefined))
    case 'suffix':
      return plain((name) => (name.endsWith(wanted) ? name.slice(0, -wanted.length) + to : undefined))
    case 'substring':
      return plain((name) => (name.includes(wanted) ? name.replaceAll(wanted, () => to) : undefined))
    default: {
      const pattern = compileRegexp(from)
      return pattern && { of: (name) => replaced(pattern, name, to), size: pattern.size }
    }
  }
}

/** `{1}` in the replacement is the first group. */
function replaced(pattern: Regexp, name: string, to: string): string | undefined {
  const match = pattern.match(name)
  if (match === undefined) return undefined
  // one after the other, as CoreDNS does it, a group that held {2} could grow without end
  return to.replaceAll(/\{(\d+)\}/g, (whole, number: string) => match.groups[Number(number)] ?? whole)
}

function suffixBack(from: string, to: string): Undo[] {
  const rename = (name: string) => (name.endsWith(to) ? name.slice(0, name.length - to.length) + from : name)
  return both(rename)
}

function remapBack(from: string, to: string): Undo[] {
  return both((name) => {
    if (name === from) return to
    return name.endsWith(`.${from}`) ? name.slice(0, -from.length) + to : name
  })
}

function both(rename: (name: string) => string): Undo[] {
  return [
    { kind: 'rename', what: 'name', rename },
    { kind: 'rename', what: 'value', rename },
  ]
}

/** `answer auto`, `answer name FROM TO`, `answer value FROM TO`, the word `answer` optional behind the first. */
function answerRules(args: readonly string[]): { auto: boolean; rules: Undo[]; size: number } | undefined {
  const rules: Undo[] = []
  let auto = false
  let size = 0
  for (let at = 0; at < args.length;) {
    if (args[at] === 'answer') at++
    else if (at === 0) return undefined
    const [kind = '', from = '', to = ''] = args.slice(at)
    if (kind === 'auto') {
      auto = true
      at++
      continue
    }
    const pattern = compileRegexp(from)
    if ((kind !== 'name' && kind !== 'value') || pattern === undefined) return undefined
    size += pattern.size
    rules.push({
      kind: 'rename',
      what: kind,
      rename: (name) => replaced(pattern, name, normalName(to)) ?? name,
    })
    at += 3
  }
  return { auto, rules, size }
}

const rcodes: readonly string[] = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED']

function rcodeRule(args: readonly string[], stops: boolean): RewriteRule | string {
  const [kind = '', from = ''] = args.length === 4 ? args : ['exact', ...args]
  const codes = args.slice(-2).map((word) => (/^\d$/.test(word) ? rcodes[Number(word)] : word.toUpperCase()))
  const [old, changed] = codes.flatMap((code) =>
    code !== undefined && rcodes.includes(code) ? [code as Rcode] : [],
  )
  const matches = nameChange(kind.toLowerCase(), from, '.')
  if (old === undefined || changed === undefined || matches === undefined)
    return `svc does not read "rewrite rcode ${args.join(' ')}"`
  const undo: Undo[] = [{ kind: 'rcode', from: old, to: changed }]
  return {
    stops,
    size: matches.size,
    apply: (query) => (matches.of(query.name) === undefined ? undefined : { query, undo }),
  }
}

function ttlRule(args: readonly string[], stops: boolean): RewriteRule | string {
  const [kind = '', from = ''] = args.length === 3 ? args : ['exact', ...args]
  const matches = nameChange(kind.toLowerCase(), from, '.')
  if (matches === undefined) return `svc does not read "rewrite ttl ${args.join(' ')}"`
  return {
    stops,
    size: matches.size,
    apply: (query) => (matches.of(query.name) === undefined ? undefined : { query, undo: [] }),
  }
}
