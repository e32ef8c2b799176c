import type { HttpExchange } from '../../sources/cluster/watch.ts'
import { printable } from '../../text/printable.ts'
import { count } from '../../text/wording.ts'

/** What was asked of a cluster, as `--stats` prints it: a line for all, then one for each list. */
export class Stats {
  readonly #steps = new Map<string, HttpExchange[]>()
  readonly #started = performance.now()

  add(exchange: HttpExchange): void {
    const step = stepOf(exchange.path)
    this.#steps.set(step, [...(this.#steps.get(step) ?? []), exchange])
  }

  /** Lists are read side by side, so that their milliseconds are more than those of all. */
  text(): string {
    const all = [...this.#steps.values()].flat()
    const rows = [
      row('read of the cluster', all, performance.now() - this.#started),
      ...[...this.#steps].map(([step, exchanges]) =>
        row(
          `  ${printable(step)}`,
          exchanges,
          exchanges.reduce((sum, { ms }) => sum + ms, 0),
        ),
      ),
    ]
    const widths = [0, 1, 2].map((column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)))
    return rows
      .map(([name = '', ...numbers]) =>
        [
          name.padEnd(widths[0] ?? 0),
          ...numbers.map((cell, index) => cell.padStart(widths[index + 1] ?? 0)),
        ].join('  '),
      )
      .map((line) => `${line.trimEnd()}\n`)
      .join('')
  }
}

function row(name: string, exchanges: readonly HttpExchange[], ms: number): string[] {
  const bytes = exchanges.reduce((sum, each) => sum + each.bytes, 0)
  return [name, count(exchanges.length, 'request'), `${bytes} bytes`, `${Math.round(ms)} ms`]
}

const list = /^\/(?:api|apis\/[^/]+)\/[^/]+(?:\/namespaces\/([^/]+))?\/([a-z]+)$/

/** `pods in shop with app=web`, `discovery`, `version`. */
function stepOf(path: string): string {
  const [pathname = '', search = ''] = path.split('?')
  const [, namespace, resource] = list.exec(pathname) ?? []
  if (resource === undefined) return pathname.startsWith('/apis') ? 'discovery' : pathname.slice(1)
  const query = new URLSearchParams(search)
  const only = query.get('labelSelector') ?? query.get('fieldSelector')
  return `${resource}${namespace === undefined ? '' : ` in ${namespace}`}${only === null ? '' : ` with ${only}`}`
}
