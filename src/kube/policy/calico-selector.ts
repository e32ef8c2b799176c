import type { KnownLabels } from '../workload/label-selector.ts'
import { allOf, matchOf, maybe, negated, no, yes, type Match } from '../workload/match.ts'

const comparison = /^([\w./-]+)\s*(==|!=)\s*(?:'([^']*)'|"([^"]*)")$/
const presence = /^(!?)\s*has\(\s*([\w./-]+)\s*\)$/

/**
 * Does a selector in Calico's own language match? Understands `all()`, `key == 'value'`, `key != 'value'`, `has(key)`,
 * `!has(key)` and these joined by `&&`; anything else may match.
 */
export function calicoSelectorMatches(written: unknown, labels: KnownLabels): Match {
  if (written === undefined) return yes
  if (typeof written !== 'string' || written.length > 2000) return maybe('a selector that cannot be read')
  const text = written.trim()
  if (text === '' || text === 'all()') return yes
  return allOf(text.split('&&').map((part) => termMatches(part.trim(), labels)))
}

function termMatches(term: string, labels: KnownLabels): Match {
  if (term === 'all()') return yes
  const compared = comparison.exec(term)
  if (compared !== null) {
    const [, key = '', operator, single, double] = compared
    const equal = matchOf(labels.carries(key, single ?? double ?? ''), labels.unknown)
    return operator === '==' ? equal : negated(equal)
  }
  const present = presence.exec(term)
  if (present === null) return term === '' ? no : maybe(`the Calico selector "${term}"`)
  const [, not, key = ''] = present
  const has = matchOf(labels.has(key), labels.unknown)
  return not === '!' ? negated(has) : has
}
