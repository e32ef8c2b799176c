import { placeShown, placeWords } from '../../world/place-shown.ts'
import type { Dependent } from '../../diagnose/dependents.ts'
import type { NotLookedAt } from '../../diagnose/not-looked-at.ts'
import type { ReferenceKind } from '../../kube/references/reference.ts'
import { defined } from '../../world/defined.ts'
import { formatPath } from '../../world/place.ts'
import { idOf, nameOf, type Resource } from '../../world/resource.ts'
import { count } from '../../text/wording.ts'
import { gapsText, unreadProperty, type Gaps } from '../not-read.ts'
import type { formatsOf, TemplateFormat } from '../formats.ts'
import type { Screen } from '../options.ts'
import { printable } from '../../text/printable.ts'
import { wrap } from '../wrap.ts'
import { table, type Cell } from './table.ts'
import { jsonText } from '../../text/json.ts'

/** What `svc who` found. */
export interface ServiceDependents {
  readonly service: Resource
  readonly dependents: readonly Dependent[]
  /** Why there may be more of them: what could not be read. */
  readonly gaps: Gaps
  /** What may name it and is never looked at. */
  readonly notLookedAt: readonly NotLookedAt[]
}

/** How people call it. */
const names: Readonly<Record<ReferenceKind, string>> = {
  'ingress-backend': 'Ingress',
  'route-backend': 'route',
  'route-mirror': 'mirror',
  'route-parent': 'mesh route',
  'backend-tls-policy': 'TLS policy',
  webhook: 'webhook',
  'conversion-webhook': 'conversion',
  'api-service': 'API',
  'stateful-set': 'pod names',
  'service-monitor': 'monitor',
  'mesh-destination': 'mesh',
  'mesh-host': 'mesh host',
  'mesh-policy': 'mesh policy',
  'mesh-entry': 'mesh entry',
  alias: 'alias',
  'host-alias': 'hosts file',
  variable: 'variable',
  text: 'text',
}

/** For people: one row for each reference, how many there are, and what was not looked at. */
export function dependentsText(result: ServiceDependents, screen: Screen): string {
  const { service, dependents, gaps, notLookedAt } = result
  const { palette, width } = screen
  const rows = dependents.map(({ reference, ok, because = 'ok' }): Cell[] => [
    { text: names[reference.kind] },
    { text: nameOf(reference.from), ...shortName(reference.from, service) },
    { text: placeOf(reference) },
    { text: viaOf(reference) },
    {
      text: reference.possible === true ? possibly(because) : because,
      ...(ok === true ? {} : { about: `${nameOf(reference.from)} at ${placeOf(reference)}` }),
      paint:
        ok === false ? palette.error : ok === true && !reference.possible ? palette.good : palette.warning,
    },
  ])
  const notes = [
    gapsText(gaps, screen),
    ...shortened(notLookedAt).map(
      ({ what, because }) => `${wrap(printable(`not looked at: ${what}: ${because}`), width - 2, 2)}\n`,
    ),
  ].join('')
  const name = nameOf(service)
  const sentence = (text: string) =>
    screen.tableWidth === undefined ? `${printable(text)}\n` : `${wrap(printable(text), width - 2, 2)}\n`
  if (rows.length === 0) return `${sentence(`no reference to ${name} in what was read`)}${notes}`
  const listed = table(['KIND', 'WHO', 'WHERE', 'BY', 'STATE'], rows, { ...screen, givesWay })
  return `${listed}${sentence(summaryOf(dependents, name))}${notes}`
}

// what is looked for is the place; then who, and whether it works
const givesWay = [3, 4, 1]

function summaryOf(dependents: readonly Dependent[], name: string): string {
  const possible = dependents.filter(({ reference }) => reference.possible === true).length
  const broken = dependents.filter(({ ok }) => ok === false).length
  const parts = [
    ...(possible > 0 ? [`${possible} of them only possible`] : []),
    ...(broken > 0 ? [`${broken} broken`] : []),
  ]
  return [`${count(dependents.length, 'reference')} to ${name}`, ...parts].join(', ')
}

/** Where the table is cut, the namespace of the Service goes without saying. */
function shortName(from: Resource, service: Resource): { readonly short?: string } {
  return from.namespace === service.namespace ? { short: `${from.kind} ${from.name}` } : {}
}

function possibly(because: string): string {
  return because === 'ok' ? 'possible: the word may mean something else' : `possible: ${because}`
}

function viaOf({ via = '', through }: Dependent['reference']): string {
  return through === undefined ? via : `${via} (alias ${through.name})`
}

const mostShown = 10

/** A cluster has hundreds of Secrets; all of them are in the JSON. */
function shortened(items: readonly NotLookedAt[]): readonly NotLookedAt[] {
  const objects = items.filter(({ what }) => /^(?:Secret|ConfigMap) /.test(what))
  if (objects.length <= mostShown) return items
  const others = items.filter((item) => !objects.includes(item))
  const rest = count(objects.length - mostShown, 'more Secret or ConfigMap')
  return [...objects.slice(0, mostShown), { what: rest, because: '-o json names them' }, ...others]
}

/** The reports of `svc who`, by format. */
export const dependentsReporters: Readonly<
  Record<
    Exclude<(typeof formatsOf.who)[number], TemplateFormat>,
    (found: ServiceDependents, screen: Screen) => string
  >
> = {
  text: dependentsText,
  wide: (found, { palette, width }) => dependentsText(found, { palette, width }),
  name: dependentsName,
  json: dependentsJson,
}

/** What refers to the Service, as `kind/NAME`, one a line. */
function dependentsName({ dependents }: ServiceDependents): string {
  const lines = dependents.map(
    ({ reference: { from } }) => `${from.kind.toLowerCase()}/${printable(from.name)}\n`,
  )
  return [...new Set(lines)].join('')
}

/** `file:line:column`, or its template, or the field of an object that is in no file. */
function placeOf({ from, path, piece }: Dependent['reference']): string {
  return placeWords(from.origin, from.origin.locate(path, 'value', piece)) ?? formatPath(path)
}

/** The machine interface of `svc who`: schemas/who.schema.json, version 1. */
export function dependentsJson({ service, dependents, gaps, notLookedAt }: ServiceDependents): string {
  const output = {
    version: 1,
    service: idOf(service),
    dependents: dependents.map(
      ({ reference: { kind, from, path, piece, via, possible, through }, ok, because }) =>
        defined({
          resource: idOf(from),
          path: formatPath(path),
          ...placeShown(from.origin, from.origin.locate(path, 'value', piece)),
          kind,
          via,
          through: through && idOf(through),
          certainty: possible === true ? 'possible' : 'certain',
          ok,
          because,
        }),
    ),
    ...unreadProperty(gaps),
    notLookedAt,
  }
  return jsonText(output)
}
