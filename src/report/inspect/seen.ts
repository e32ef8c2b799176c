import type { PortShown } from '../../diagnose/probe-report.ts'
import type { ResourceId } from '../../world/resource.ts'
import type { Palette } from '../palette.ts'
import type { Cell } from './table.ts'

/** What was seen of one pod: `8080 HTTP 200, 9090 refused`; `-` where nothing was looked for. */
export function seenCell(
  seen: readonly PortShown[],
  { namespace, name }: ResourceId,
  palette: Palette,
): Cell {
  const own = seen.filter(({ pod }) => pod.name === name && pod.namespace === namespace)
  if (own.length === 0) return { text: '-' }
  const texts = own.map((each) => `${portText(each, own)} ${each.short}`)
  const paint = own.some(({ serves }) => serves === false)
    ? palette.error
    : own.every(({ serves }) => serves === true)
      ? palette.good
      : palette.warning
  return { text: [...new Set(texts)].join(', '), paint }
}

/** The family is said where the pod answers otherwise at its other address. */
function portText({ port, protocol, address, short }: PortShown, own: readonly PortShown[]): string {
  const isOne = own.every((each) => each.port !== port || each.protocol !== protocol || each.short === short)
  const family = isOne ? '' : address.includes(':') ? '/IPv6' : '/IPv4'
  return `${port}${protocol === 'TCP' ? '' : `/${protocol}`}${family}`
}

/** Of what does not serve, and what is not known, the reason. */
export function seenRemarks(seen: readonly PortShown[] | undefined): string[] {
  const telling = (seen ?? []).filter(({ serves, outcome }) => serves !== true && outcome !== 'not-looked-at')
  return [...new Set(telling.map(({ because }) => `observed: ${because}`))]
}

/** As in schemas/endpoints.schema.json. */
export function seenJson({ observations, ...rest }: PortShown): object {
  return { ...rest, short: undefined, observations: observations.length === 0 ? undefined : observations }
}
