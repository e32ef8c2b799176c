import type { Directive } from '../corefile/parse.ts'
import { emptyReply, unknownReply, type DnsQuery, type DnsReply } from '../reply.ts'
import { isQueryable } from '../name.ts'
import type { Plugin } from './plugin.ts'
import { isTooMuch } from '../../../text/regexp.ts'
import { readRewriteRule, type RewriteRule, type Undo } from './rewrite-rules.ts'

/** The plugin `rewrite`, or why svc does not evaluate it. Follows coredns plugin/rewrite. */
export function rewritePlugin(uses: readonly Directive[]): Plugin | string {
  const rules: RewriteRule[] = []
  for (const { args, lines } of uses) {
    const rule = readRewriteRule(args.length < 2 ? [...args, ...lines.flat()] : args)
    if (typeof rule === 'string') return rule
    rules.push(rule)
  }
  if (isTooMuch(rules.map(({ size = 0 }) => size)))
    return 'the regular expressions of the plugin rewrite are too large for svc'
  return (query, next) => {
    let current = query
    const undo: Undo[] = []
    for (const rule of rules) {
      const applied = rule.apply(current)
      if (applied === undefined) continue
      if (!isQueryable(applied.query.name))
        return emptyReply('SERVFAIL', 'rewrite makes an invalid name of it')
      current = applied.query
      undo.push(...applied.undo)
      if (rule.stops) break
    }
    const reply = next(current)
    return current === query && undo.length === 0 ? reply : undone(reply, undo, { from: query, to: current })
  }
}

/** The rules for the answer, the last one first. */
function undone(
  reply: DnsReply,
  undo: readonly Undo[],
  { from, to }: { readonly from: DnsQuery; readonly to: DnsQuery },
): DnsReply {
  const changed = from.name === to.name && from.type === to.type ? '' : `rewritten to ${to.name} ${to.type}: `
  let result: DnsReply = { ...reply, because: `${changed}${reply.because}` }
  for (const step of undo.toReversed()) {
    if (step.kind === 'rcode') {
      if (result.rcode !== step.from) continue
      if (result.bare === true) return unknownReply('rewrite rcode reaches only answers with records')
      result = { ...result, rcode: step.to }
    } else {
      const { rename, what } = step
      result = {
        ...result,
        answers: result.answers.map((record) =>
          what === 'name'
            ? { ...record, name: rename(record.name) }
            : { ...record, data: renamedTarget(record, rename) },
        ),
      }
    }
  }
  return result
}

const targetAt: Readonly<Record<string, number>> = {
  SRV: 3,
  MX: 1,
  CNAME: 0,
  NS: 0,
  DNAME: 0,
  SOA: 0,
  PTR: 0,
}

function renamedTarget(
  { type, data }: { type: string; data: string },
  rename: (name: string) => string,
): string {
  const at = Object.hasOwn(targetAt, type) ? targetAt[type] : undefined
  if (at === undefined) return data
  return data
    .split(' ')
    .map((word, index) => (index === at ? rename(word) : word))
    .join(' ')
}
