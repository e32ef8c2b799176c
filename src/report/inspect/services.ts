import type { Health, ServiceHealth } from '../../inspect/health.ts'
import { showReasons } from '../../world/reason.ts'
import { gapsText, unreadProperty, type Gaps } from '../not-read.ts'
import type { formatsOf, TemplateFormat } from '../formats.ts'
import type { Screen } from '../options.ts'
import type { Palette } from '../palette.ts'
import { printable } from '../../text/printable.ts'
import { table, type Cell } from './table.ts'
import { jsonText } from '../../text/json.ts'

/** One Service of `svc ls`. */
export interface ListedService extends ServiceHealth {
  readonly namespace: string
  readonly name: string
  readonly type: string
}

/** The reports of `svc ls`, by format. */
export const servicesReporters: Readonly<
  Record<
    Exclude<(typeof formatsOf.ls)[number], TemplateFormat>,
    (services: readonly (ListedService & ServiceDetails)[], gaps: Gaps, screen: Screen) => string
  >
> = { text: servicesText, wide: servicesWide, name: servicesName, json: servicesJson }

/** What `-o wide` shows besides. */
export interface ServiceDetails {
  readonly ports: string
  readonly selector: string
}

/** Every column, and nothing cut. */
function servicesWide(
  services: readonly (ListedService & ServiceDetails)[],
  gaps: Gaps,
  screen: Screen,
): string {
  const { palette } = screen
  const rows = services.map((service) => [
    ...cellsOf(service, palette),
    { text: service.ports },
    { text: service.selector },
    { text: service.because },
  ])
  const listed = table([...columns, 'PORTS', 'SELECTOR', 'BECAUSE'], rows, { palette, width: screen.width })
  return `${listed}${gapsText(gaps, screen)}`
}

/** `service/NAME`, one a line, as kubectl writes it. */
function servicesName(services: readonly ListedService[]): string {
  return services.map(({ name }) => `service/${printable(name)}\n`).join('')
}

function servicesText(services: readonly ListedService[], gaps: Gaps, screen: Screen): string {
  const rows = services.map((service) => [
    ...cellsOf(service, screen.palette),
    {
      text: service.because,
      ...(service.health === 'healthy' ? {} : { about: `${service.namespace}/${service.name}` }),
    },
  ])
  const listed = table([...columns, 'BECAUSE'], rows, { ...screen, givesWay: [becauseColumn] })
  return `${listed}${gapsText(gaps, screen)}`
}

const columns = ['NAMESPACE', 'NAME', 'TYPE', 'HEALTH', 'READY']
// names are copied; a reason that is cut is printed below
const becauseColumn = columns.length

function cellsOf({ namespace, name, type, health, ready, total }: ListedService, palette: Palette): Cell[] {
  return [
    { text: namespace },
    { text: name },
    { text: type },
    { text: health, paint: paintOf(health, palette) },
    { text: `${ready}/${total}` },
  ]
}

/** The machine interface of `svc ls`: schemas/ls.schema.json, version 1. */
export function servicesJson(
  services: readonly (ListedService & Partial<ServiceDetails>)[],
  gaps: Gaps,
): string {
  const shown = services.map(({ reasons, ports: _ports, selector: _selector, ...rest }) => ({
    ...rest,
    ...showReasons(reasons),
  }))
  return jsonText({ version: 1, services: shown, ...unreadProperty(gaps) })
}

function paintOf(health: Health, palette: Palette) {
  return { healthy: palette.good, degraded: palette.warning, broken: palette.error, unknown: palette.note }[
    health
  ]
}
