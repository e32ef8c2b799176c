import { policyFields } from '../diagnose/journey/policy-end.ts'
import {
  stages,
  type End,
  type Field,
  type Journey,
  type Passed,
  type Stage,
  type Way,
} from '../diagnose/journey/model.ts'
import { leavesOf } from '../diagnose/journey/verdict.ts'
import type { Reason } from '../world/reason.ts'
import { count, joinList } from '../text/wording.ts'
import { endpointsText, podText, portText } from './way-text.ts'
import type { HopStatus } from './model.ts'

/** What a journey says at one place. */
export interface Reading {
  readonly status: HopStatus
  readonly because: string
  readonly fields: readonly Field[]
  readonly reasons?: readonly Reason[]
  readonly observed?: boolean
}

/** Reads one place of a journey: what ended there, else what passed. Undefined where nothing was looked at. */
export function readingAt(journey: Journey, stage: Stage): Reading | undefined {
  const leaves = leavesOf(journey)
  const ended = leaves.map(({ end }) => end).filter((end) => end.stage === stage && end.outcome !== 'reached')
  const passed = passedAt(journey, stage)
  const answered = leaves.find(
    ({ end }) => end.stage === stage && end.outcome === 'reached' && stage !== 'port',
  )?.end
  const [first] = ended
  if (first === undefined)
    return (
      passed ??
      (answered === undefined
        ? undefined
        : { status: 'ok', because: answered.because, fields: answered.fields ?? [] })
    )
  const isLast = leaves.every(
    ({ end }) =>
      end.outcome !== 'reached' && end.partly !== true && stages.indexOf(end.stage) <= stages.indexOf(stage),
  )
  const certain = ended.find((end) => end.outcome !== 'unknown' && end.doubtful !== true)
  const told = certain ?? first
  const said = stage === 'policy-egress' || stage === 'policy-ingress' ? senderText(journey) : ''
  return {
    status: statusOf(
      told,
      isLast && ended.every((end) => end.outcome !== 'unknown' && end.doubtful !== true),
    ),
    because: `${said}${ended.length < leaves.length && leaves.length > 1 ? `for ${ended.length} of ${count(leaves.length, 'endpoint')} ` : ''}${told.because}`,
    fields: [...(told.fields ?? [])],
    ...(told.reasons === undefined ? {} : { reasons: told.reasons }),
  }
}

function statusOf(end: End, isLast: boolean): HopStatus {
  if (end.outcome === 'unknown') return end.refused === true ? 'forbidden' : 'unknown'
  return isLast ? 'problem' : 'suspicious'
}

function passedAt(journey: Journey, stage: Stage): Reading | undefined {
  const step = journey.steps[stage]
  if (stage === 'policy-egress' || stage === 'policy-ingress') return policyReading(journey, stage)
  const ways = journey.legs.flatMap((leg) => leg.ways)
  if (stage === 'endpoints' || stage === 'pod' || stage === 'port')
    return ways.length === 0 ? undefined : wayReading(journey, ways, stage)
  if (step !== undefined) return readingOf(step)
  const steps = journey.legs.flatMap((leg) => leg.steps[stage] ?? [])
  const odd = steps.find(({ open }) => open !== undefined) ?? steps[0]
  if (odd !== undefined)
    return { ...readingOf(odd), because: joinList([...new Set(steps.map(({ because }) => because))], 2) }
  return journey.legs.length === 0 ? undefined : directReading(stage)
}

/** A pod, or an address, that is called itself. */
function directReading(stage: Stage): Reading | undefined {
  if (stage === 'service')
    return { status: 'ok', because: 'no Service is involved: the address is called itself', fields: [] }
  return stage === 'virtual-ip'
    ? { status: 'ok', because: 'there is none: the client connects to a pod itself', fields: [] }
    : undefined
}

function readingOf({ because, fields = [], reasons, observed, unchecked, open, odd }: Passed): Reading {
  const status: HopStatus =
    odd !== undefined
      ? 'suspicious'
      : open === undefined
        ? unchecked === true
          ? 'not-checked'
          : 'ok'
        : open.refused === true
          ? 'forbidden'
          : 'unknown'
  return {
    status,
    because: open === undefined || open.because === because ? because : `${because}; ${open.because}`,
    fields: [...fields, ...(open?.fields ?? [])],
    ...(reasons === undefined ? {} : { reasons }),
    ...(observed === undefined ? {} : { observed }),
  }
}

function policyReading(journey: Journey, stage: 'policy-egress' | 'policy-ingress'): Reading | undefined {
  const direction = stage === 'policy-egress' ? 'egress' : 'ingress'
  const verdicts = journey.legs.flatMap((leg) => leg.ways).flatMap((way) => way[direction])
  const step = stage === 'policy-egress' ? journey.steps[stage] : undefined
  const read = step === undefined ? undefined : readingOf(step)
  const isAnybody = journey.senders?.known === false
  const told = verdicts.find(({ deciding }) => deciding.length > 0) ?? verdicts.at(isAnybody ? -1 : 0)
  if (told === undefined) return read
  const before = isAnybody ? '' : senderText(journey)
  const more = isAnybody ? ', whichever pods send' : read === undefined ? '' : `; ${read.because}`
  return {
    status: read?.status ?? 'ok',
    because: `${before}${told.because}${more}`,
    fields: [...policyFields(told), ...(journey.senders?.fields ?? [])],
  }
}

/** Behind an Ingress or a Gateway its controller's pods send. */
function senderText({ senders }: Journey): string {
  return senders === undefined ? '' : `${senders.text}; `
}

function wayReading(journey: Journey, ways: readonly Way[], stage: 'endpoints' | 'pod' | 'port'): Reading {
  const reached = ways.filter(({ end }) => end.outcome === 'reached')
  const text =
    stage === 'endpoints' ? endpointsText(journey) : stage === 'pod' ? podText(journey) : portText(reached)
  const observed =
    stage === 'port'
      ? reached.some(({ end }) => end.grounds === 'probed' || end.grounds === 'observed')
      : text.observed
  const isOdd = stage === 'port' && reached.some(({ end }) => end.against !== undefined)
  return {
    status: isOdd ? 'suspicious' : text.unchecked === true ? 'not-checked' : 'ok',
    because: text.because,
    fields: text.fields,
    ...(text.reasons === undefined ? {} : { reasons: text.reasons }),
    ...(observed === true ? { observed } : {}),
  }
}
