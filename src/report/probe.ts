import type {
  ObservationShown,
  PlannedStep,
  ProbeReport,
  ProbeRight,
  StepLeftOut,
} from '../diagnose/probe-report.ts'
import { printable } from '../text/printable.ts'
import { count } from '../text/wording.ts'
import type { Screen } from './options.ts'
import { wrap } from './wrap.ts'

/** What a probe saw, each with the command that repeats it. */
export function seenLines(seen: readonly ObservationShown[], screen: Screen): string[] {
  const { palette } = screen
  return [
    ...(seen.length === 0 ? [] : [palette.strong('seen')]),
    ...seen.flatMap(({ vantage, proves, command }) => [
      item(`${vantage}: ${proves}`, screen),
      palette.dim(`      ${printable(command)}`),
    ]),
  ]
}

/** What a probe would do, what it did not look at, what it left behind, and what it cost. */
export function probeLines(report: ProbeReport, screen: Screen): string[] {
  const { plan, leftOut, leftBehind = [] } = report
  const { palette } = screen
  return [
    ...(plan === undefined ? [] : [palette.strong('plan'), ...plan.flatMap((each) => planned(each, screen))]),
    ...(leftOut.length === 0 ? [] : [palette.strong('not looked at')]),
    ...leftOut.map((each) => item(leftOutText(each), screen)),
    ...leftBehind.map((each) => item(`left behind: ${each}`, screen)),
    ...costOf(report).map((text) => palette.dim(text)),
  ]
}

/** `probe: 14 requests to the API server in 1.6 s`. */
function costOf({ requests, seconds }: ProbeReport): string[] {
  if (requests === undefined) return []
  const time = seconds === undefined ? '' : ` in ${seconds.toFixed(1)} s`
  return [`probe: ${count(requests, 'request')} to the API server${time}`]
}

function planned({ step, proves, command, rights }: PlannedStep, screen: Screen): string[] {
  return [
    item(step, screen),
    `      ${wrap(`proves ${printable(proves)}`, screen.width - 6, 6)}`,
    `      ${wrap(`needs ${rights.map(rightText).join('; ')}`, screen.width - 6, 6)}`,
    screen.palette.dim(`      ${printable(command)}`),
  ]
}

function leftOutText({ step, because }: StepLeftOut): string {
  return `${step}: ${because}`
}

function rightText({ verb, resource, namespace }: ProbeRight): string {
  return `${verb} ${resource} in ${namespace}`
}

function item(text: string, { width }: Screen): string {
  return `  - ${wrap(printable(text), width - 4, 4)}`
}
