import type { EndpointSlice } from '../../world/types/manifest.ts'
import type { formatsOf, TemplateFormat } from '../formats.ts'
import type { Screen } from '../options.ts'
import { printable } from '../../text/printable.ts'
import type { EndpointsShown, ServiceEndpoints } from '../../inspect/model.ts'
import { gapsText, unreadProperty, type Gaps } from '../not-read.ts'
import type { Palette } from '../palette.ts'
import { probeLines } from '../probe.ts'
import { seenCell, seenJson, seenRemarks } from './seen.ts'
import { remarkLine } from './remark-line.ts'
import { matrixText, reachJson, reachText } from './reach.ts'
import { table } from './table.ts'
import { wrap } from '../wrap.ts'
import { jsonText } from '../../text/json.ts'

function endpointsText({ services, probe }: EndpointsShown, gaps: Gaps, screen: Screen): string {
  const blocks = services.map((service) => serviceBlock(service, screen))
  const how =
    probe === undefined
      ? ''
      : probeLines(probe, screen)
          .map((line) => `${line}\n`)
          .join('')
  return [...blocks, how, gapsText(gaps, screen)].filter((block) => block !== '').join('\n')
}

/** The reports of `svc endpoints`, by format; manifests are printed by `author`. */
export const endpointsReporters: Readonly<
  Record<
    Exclude<(typeof formatsOf.endpoints)[number], 'yaml' | TemplateFormat>,
    (shown: EndpointsShown, gaps: Gaps, screen: Screen) => string
  >
> = {
  text: endpointsText,
  wide: (shown, gaps, { palette, width }) => endpointsText(shown, gaps, { palette, width }),
  name: endpointsName,
  json: endpointsJson,
}

/** The pods that are in, as `pod/NAME`, one a line. */
function endpointsName({ services }: EndpointsShown): string {
  const pods = services.flatMap(({ candidates }) =>
    candidates.filter((each) => each.in).map(({ pod }) => pod),
  )
  const lines = pods.map(({ kind, name }) => `${kind.toLowerCase()}/${printable(name)}\n`)
  return [...new Set(lines)].join('')
}

/** The machine interface of `svc endpoints`: schemas/endpoints.schema.json, version 1. */
export function endpointsJson({ services, probe }: EndpointsShown, gaps: Gaps): string {
  const shown = services.map(({ remarks, hints, roles, reach, seen, ...rest }) => ({
    ...rest,
    isMatrix: undefined,
    hints: hints.length === 0 ? undefined : hints,
    roles: roles.length === 0 ? undefined : roles,
    remarks: remarks.length === 0 ? undefined : remarks,
    reach: reach?.map(reachJson),
    seen: seen?.map(seenJson),
  }))
  return jsonText({ version: 1, services: shown, probe, ...unreadProperty(gaps) })
}

function serviceBlock(
  { namespace, name, candidates, predicted, actual, remarks, reach, isMatrix, seen }: ServiceEndpoints,
  screen: Screen,
): string {
  const { palette } = screen
  const title = `${palette.strong(`Service ${printable(`${namespace}/${name}`)}`)}\n`
  if (reach !== undefined)
    return `${title}${isMatrix === true ? matrixText(reach, screen) : reachText(reach, screen)}`
  const rows = candidates.map(({ pod, in: listed, because, addresses }) => [
    { text: `${pod.kind === 'Pod' ? '' : `${pod.kind} `}${pod.name}` },
    placeText(listed, palette),
    { text: addresses.join(',') || '-' },
    ...(seen === undefined ? [] : [seenCell(seen, pod, palette)]),
    { text: because, ...(listed === true ? {} : { about: pod.name }) },
  ])
  return [
    title,
    rows.length === 0
      ? ''
      : seen === undefined
        ? table(['POD', 'IN', 'ADDRESS', 'BECAUSE'], rows, { ...screen, givesWay: [3, 2] })
        : table(['POD', 'IN', 'ADDRESS', 'SEEN', 'BECAUSE'], rows, { ...screen, givesWay: [4, 2] }),
    predicted.length === 0 && candidates.some((row) => row.in === undefined)
      ? 'predicted: not known, since pods cannot be seen\n'
      : sliceLines('predicted', predicted, screen),
    actual === undefined ? '' : sliceLines('actual', actual, screen),
    ...remarks.map((remark) => remarkLine(remark, screen)),
    ...seenRemarks(seen).map((remark) => remarkLine(remark, screen)),
  ].join('')
}

function placeText(listed: boolean | undefined, palette: Palette) {
  if (listed === undefined) return { text: '?', paint: palette.warning }
  return listed ? { text: 'in', paint: palette.good } : { text: 'out', paint: palette.error }
}

function sliceLines(title: string, slices: readonly EndpointSlice[], { tableWidth }: Screen): string {
  if (slices.length === 0) return `${title}: no EndpointSlice\n`
  return slices
    .map((slice) => {
      const line = `${title}: ${printable(describeSlice(slice))}`
      return `${tableWidth === undefined ? line : wrap(line, tableWidth - 2, 2)}\n`
    })
    .join('')
}

const mostAddresses = 4

/** `IPv4 8080/TCP (http): 3 ready, 1 not: 10.1.0.4, 10.1.0.5 …` */
function describeSlice({ addressType, ports, endpoints, metadata }: EndpointSlice): string {
  const all = endpoints ?? []
  const ready = all.filter(({ conditions }) => conditions?.ready !== false)
  const portTexts = (ports ?? []).map(
    ({ port, protocol, name }) => `${port}/${protocol ?? 'TCP'}${name ? ` (${name})` : ''}`,
  )
  const addresses = all.flatMap((endpoint) => endpoint.addresses)
  const more = addresses.length > mostAddresses ? ` and ${addresses.length - mostAddresses} more` : ''
  const list = addresses.length === 0 ? '' : `: ${addresses.slice(0, mostAddresses).join(', ')}${more}`
  const name = metadata?.name === undefined ? '' : `${metadata.name} `
  if (all.length === 0) return `${name}${addressType}, empty: no endpoints`
  const counts = `${ready.length} ready${all.length > ready.length ? `, ${all.length - ready.length} not ready` : ''}`
  return `${name}${addressType} ${portTexts.join(', ') || 'no ports'}: ${counts}${list}`
}
