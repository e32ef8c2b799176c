import type { Dependent } from '../../diagnose/dependents.ts'
import type { ReferenceKind } from '../../kube/references/reference.ts'
import { defined } from '../../world/defined.ts'
import { formatPath } from '../../world/place.ts'
import { idOf, nameOf, type Resource } from '../../world/resource.ts'
import { count } from '../../text/wording.ts'
import { gapsText, unreadProperty, type Gaps } from '../not-read.ts'
import type { formatsOf } from '../formats.ts'
import type { Screen } from '../options.ts'
import { printable } from '../../text/printable.ts'
import { table } from './table.ts'
import { jsonText } from '../../text/json.ts'

/** What `svc who` found. */
export interface ServiceDependents {
  readonly service: Resource
  readonly dependents: readonly Dependent[]
  /** Why there may be more of them: what could not be read. */
  readonly gaps: Gaps
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
  text: 'text',
}

export function dependentsText({ service, dependents, gaps }: ServiceDependents, screen: Screen): string {
  const { palette } = screen
  const rows = dependents.map(({ reference, ok, because = 'ok' }) => [
    { text: names[reference.kind] },
    { text: nameOf(reference.from) },
    { text: placeOf(reference) },
    { text: reference.via ?? '' },
    {
      text: because,
      paint: ok === true ? palette.good : ok === false ? palette.error : palette.warning,
    },
  ])
  const notes = gapsText(gaps, screen)
  if (rows.length === 0) return `nothing in sight depends on ${printable(nameOf(service))}\n${notes}`
  const broken = dependents.filter(({ ok }) => ok === false).length
  const summary = `${count(dependents.length, 'reference')} to ${printable(nameOf(service))}${broken > 0 ? `, ${broken} broken` : ''}\n`
  return `${table(['KIND', 'WHO', 'WHERE', 'BY', 'STATE'], rows, screen)}${summary}${notes}`
}

/** The reports of `svc who`, by format. */
export const dependentsReporters: Readonly<
  Record<(typeof formatsOf.who)[number], (found: ServiceDependents, screen: Screen) => string>
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

/** `file:line:column`, or the field of an object that stands in no file. */
function placeOf({ from, path, piece }: Dependent['reference']): string {
  const location = from.origin.locate(path, 'value', piece)
  return location === undefined ? formatPath(path) : `${location.file}:${location.line}:${location.column}`
}

/** The machine interface of `svc who`: schemas/who.schema.json, version 1. */
export function dependentsJson({ service, dependents, gaps }: ServiceDependents): string {
  const output = {
    version: 1,
    service: idOf(service),
    dependents: dependents.map(({ reference: { kind, from, path, piece }, ok, because }) =>
      defined({
        resource: idOf(from),
        path: formatPath(path),
        location: from.origin.locate(path, 'value', piece),
        kind,
        ok,
        because,
      }),
    ),
    ...unreadProperty(gaps),
  }
  return jsonText(output)
}
