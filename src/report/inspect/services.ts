import type { Health, ServiceHealth } from '../../inspect/health.ts'
import { showReasons } from '../../world/reason.ts'
import { gapsText, unreadProperty, type Gaps } from '../not-read.ts'
import type { Screen } from '../options.ts'
import type { Palette } from '../palette.ts'
import { table } from './table.ts'
import { jsonText } from '../../text/json.ts'

/** One Service of `svc ls`. */
export interface ListedService extends ServiceHealth {
  readonly namespace: string
  readonly name: string
  readonly type: string
}

export function servicesText(services: readonly ListedService[], gaps: Gaps, screen: Screen): string {
  const rows = services.map(({ namespace, name, type, health, ready, total, because }) => [
    { text: namespace },
    { text: name },
    { text: type },
    { text: health, paint: paintOf(health, screen.palette) },
    { text: `${ready}/${total}` },
    { text: because },
  ])
  const listed = table(['NAMESPACE', 'NAME', 'TYPE', 'HEALTH', 'READY', 'BECAUSE'], rows, screen)
  return `${listed}${gapsText(gaps, screen)}`
}

/** The machine interface of `svc ls`: schemas/ls.schema.json, version 1. */
export function servicesJson(services: readonly ListedService[], gaps: Gaps): string {
  const shown = services.map(({ reasons, ...rest }) => ({ ...rest, ...showReasons(reasons) }))
  return jsonText({ version: 1, services: shown, ...unreadProperty(gaps) })
}

function paintOf(health: Health, palette: Palette) {
  return { healthy: palette.good, degraded: palette.warning, broken: palette.error, unknown: palette.note }[
    health
  ]
}
