import type { ReachedRow, ReachRow } from '../../inspect/model.ts'
import { joinList, count } from '../../text/wording.ts'
import type { Screen } from '../options.ts'
import { printable } from '../../text/printable.ts'
import { wrap } from '../wrap.ts'
import { remarkLine } from './remark-line.ts'
import { table, type Cell } from './table.ts'

/** A reach row of the machine interface: schemas/endpoints.schema.json. */
export function reachJson({ left, notes, endpoints, ...row }: ReachRow): object {
  return {
    ...row,
    // a pod that is to come has no address yet
    endpoints: endpoints.flatMap((each) => (each.address === undefined ? [] : addressText(each))),
    ...(left.length === 0 ? {} : { left }),
    ...(notes.length === 0 ? {} : { notes }),
  }
}

const mostEndpoints = 4

const noWay = 'not reachable from outside the cluster: it has no node port, load balancer or external IP'

/** One line for each packet: from where, to which address, what becomes of it. */
export function reachText(rows: readonly ReachRow[], screen: Screen): string {
  if (rows.length === 0) return `${wrap(noWay, screen.width, 0)}\n`
  const severalFamilies = new Set(rows.map(({ family }) => family)).size > 1
  const lines = rows.map((row): Cell[] => [
    { text: row.vantage },
    { text: `${wayText(row)} ${portText(row)}${severalFamilies ? ` ${row.family}` : ''}` },
    {
      text: row.outcome === 'endpoints' ? count(row.endpoints.length, 'endpoint') : row.outcome,
      paint: paintOf(row, screen),
    },
    {
      text: `${row.because}${row.endpoints.length === 0 ? '' : `: ${joinList(row.endpoints.map(nameText), mostEndpoints)}`}`,
      ...(row.outcome === 'endpoints' ? {} : { about: `${row.vantage} to ${wayText(row)} ${portText(row)}` }),
    },
  ])
  const notes = [...new Set(rows.flatMap((row) => row.notes))]
  return [
    table(['FROM', 'TO', 'OUTCOME', 'BECAUSE'], lines, { ...screen, givesWay: [3] }),
    ...notes.map((note) => remarkLine(note, screen)),
  ].join('')
}

/** Endpoints that a cell can name by their numbers. */
const mostNumbers = 6

/** Clients down, ways across; a cell has the numbers of the endpoints, which are listed below. */
export function matrixText(rows: readonly ReachRow[], screen: Screen): string {
  const ports = [...new Set(rows.map((row) => `${portText(row)} ${row.family}`))]
  return ports
    .map((port) =>
      portMatrix(
        port,
        rows.filter((row) => `${portText(row)} ${row.family}` === port),
        screen,
      ),
    )
    .join('')
}

function portMatrix(port: string, rows: readonly ReachRow[], screen: Screen): string {
  const endpoints = [
    ...new Map(rows.flatMap((row) => row.endpoints).map((each) => [nameText(each), each])).keys(),
  ].toSorted()
  const ways = [...new Set(rows.map(wayText))]
  const clients = [...new Set(rows.map(({ vantage }) => vantage))]
  const cellOf = (vantage: string, way: string): Cell => {
    const row = rows.find((each) => each.vantage === vantage && wayText(each) === way)
    if (row === undefined) return { text: '-' }
    if (row.outcome !== 'endpoints') return { text: row.outcome, paint: paintOf(row, screen) }
    const numbers = row.endpoints
      .map((each) => endpoints.indexOf(nameText(each)) + 1)
      .toSorted((a, b) => a - b)
    const text =
      endpoints.length > mostNumbers ? `${numbers.length} of ${endpoints.length}` : numbers.join(' ')
    return { text, paint: paintOf(row, screen) }
  }
  const body = clients.map((vantage) => [{ text: vantage }, ...ways.map((way) => cellOf(vantage, way))])
  const legend =
    endpoints.length > mostNumbers ? [] : endpoints.map((name, index) => `${index + 1} ${printable(name)}\n`)
  return [`port ${port}\n`, table(['FROM', ...ways], body, screen), ...legend].join('')
}

function wayText({ via, node }: ReachRow): string {
  return node === undefined ? via : `${via} ${node}`
}

function portText({ port, protocol }: ReachRow): string {
  return protocol === 'TCP' ? `:${port}` : `:${port}/${protocol}`
}

function nameText({ pod, node, ...at }: ReachedRow): string {
  const where = [pod, ...(node === undefined ? [] : [`on ${node}`])].filter((part) => part !== undefined)
  const address = addressText(at)
  return where.length === 0 ? address : `${address} (${where.join(' ')})`
}

function addressText({ address, port }: ReachedRow): string {
  if (address === undefined) return `a pod not created yet, port ${port}`
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

function paintOf({ outcome }: ReachRow, { palette }: Screen): (text: string) => string {
  if (outcome === 'endpoints') return palette.good
  return outcome === 'unknown' ? palette.warning : palette.error
}
