import type { Hop, HopStatus, Trace } from '../../trace/model.ts'
import { gapsText, type Gaps } from '../not-read.ts'
import type { Screen } from '../options.ts'
import type { Paint, Palette } from '../palette.ts'
import { printable } from '../../text/printable.ts'
import { wrap } from '../wrap.ts'
import { probeLines, seenLines } from '../probe.ts'

const marks: Readonly<Record<HopStatus, string>> = {
  ok: '✓',
  problem: '✗',
  suspicious: '?',
  unknown: '?',
  forbidden: '?',
  // no tick: only what was checked has one
  'not-checked': '·',
}

const nameWidth = 12

/** A trace for people: the verdict, the way hop by hop, then one command that confirms and one edit that fixes it. */
export function traceText(trace: Trace, gaps: Gaps, screen: Screen): string {
  const { palette, width } = screen
  const { verdict, assumptions, hops, repair, confirm, probe } = trace
  const lines = [
    headline(trace, palette, width),
    ...assumptions.map((text) => palette.dim(`  assumes: ${wrap(printable(text), width - 11, 11)}`)),
    '',
    ...hops.filter(({ reached }) => reached).map((hop) => hopLine(hop, palette, width)),
    ...legend(hops, palette),
    '',
    ...(confirm === undefined
      ? []
      : [labelled(verdict.status === 'works' ? 'prove' : 'confirm', confirm, screen)]),
    ...(repair === undefined ? [] : [labelled('fix', repair.summary, screen)]),
    ...(repair?.command === undefined ? [] : [`${' '.repeat(9)}${printable(repair.command)}`]),
    ...(verdict.cause === undefined ? [] : [labelled('why', `svc explain ${verdict.cause}`, screen)]),
    ...(probe === undefined
      ? []
      : [
          '',
          ...seenLines(
            hops.flatMap(({ observations = [] }) => observations),
            screen,
          ),
          ...probeLines(probe, screen),
        ]),
  ]
  const missing = gapsText(gaps, screen)
  return `${lines.join('\n').trimEnd()}\n${missing === '' ? '' : `\n${missing}`}`
}

function headline({ verdict, question }: Trace, palette: Palette, width: number): string {
  const { status, hop, summary } = verdict
  const target = printable(question.target)
  if (status === 'works')
    return `${palette.good('WORKS')} ${target}\n  ${wrap(printable(summary), width - 2, 2)}`
  const word =
    status === 'undecided'
      ? palette.warning('UNDECIDED')
      : palette.error(status === 'broken' ? 'BROKEN' : 'DEGRADED')
  return `${word} ${target} at ${palette.strong(hop ?? 'an unknown hop')}:\n  ${wrap(printable(summary), width - 2, 2)}`
}

function hopLine({ id, direction, status, because, basis }: Hop, palette: Palette, width: number): string {
  const paint = paintOf(status, palette)
  const name = direction === undefined ? id : `${id} ${direction === 'egress' ? 'out' : 'in'}`
  const seen = basis === 'observed' ? ' [observed]' : ''
  const indent = nameWidth + 4
  return `  ${paint(marks[status])} ${name.padEnd(nameWidth)}${wrap(printable(because) + seen, width - indent, indent)}`
}

/** The hops behind the one where the path ended, and what the sign of those says that nothing was checked of. */
function legend(hops: readonly Hop[], palette: Palette): string[] {
  const mark = marks['not-checked']
  const names = hops.filter(({ reached }) => !reached).map(({ id }) => id)
  const isOpen = hops.some(({ reached, status }) => reached && status === 'not-checked')
  return [
    ...(names.length === 0 ? [] : [`  ${mark} not reached: ${[...new Set(names)].join(', ')}`]),
    ...(isOpen ? [`  (✓ checked, ${mark} not checked)`] : []),
  ].map(palette.dim)
}

function paintOf(status: HopStatus, palette: Palette): Paint {
  if (status === 'ok') return palette.good
  if (status === 'problem') return palette.error
  return status === 'not-checked' ? palette.dim : palette.warning
}

function labelled(label: string, text: string, { palette, width }: Screen): string {
  const indent = 9
  // a command is copied as it is; only prose is broken into lines
  const shown =
    label === 'confirm' || label === 'prove' ? printable(text) : wrap(printable(text), width - indent, indent)
  return `${palette.note(`${label}:`.padEnd(indent))}${shown}`
}
