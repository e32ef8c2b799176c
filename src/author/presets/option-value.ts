import { SvcError } from '../../errors.ts'
import { familyOf, parseIp } from '../../kube/core/ip.ts'
import { whyNotSubdomain } from '../../kube/apiserver/names.ts'

type Unit = 'minutes' | 'seconds' | 'milliseconds'

/** What the value of an option may be; `example` is a right one. Several values are given by repeating the option. */
export type Takes = Readonly<{ example: string; several?: true }> &
  (
    | Readonly<{
        kind: 'duration'
        /** The unit in which the provider counts; with `suffix` it wants it written behind the number. */
        unit: Unit
        suffix?: string
        min?: number
        max?: number
      }>
    | Readonly<{ kind: 'address'; family?: 'IPv4' | 'IPv6' }>
    | Readonly<{ kind: 'path' }>
    | Readonly<{ kind: 'host' }>
    | Readonly<{ kind: 'word'; what: string; oneOf?: readonly string[] }>
  )

/**
 * The values of one option as its provider wants them written, joined by commas.
 * In: what was typed; `at` names the option in messages. Throws SvcError `usage`.
 */
export function writeValue(takes: Takes, typed: readonly string[], at: string): string {
  if (typed.length > 1 && takes.several === undefined)
    throw new SvcError('usage', `${at} is given twice`, { hint: 'give it once' })
  return typed.map((text) => writeOne(takes, text, at)).join(',')
}

function writeOne(takes: Takes, text: string, at: string): string {
  if (takes.kind === 'duration') return writeDuration(takes, text, at)
  const why = whyNot(takes, text)
  if (why !== undefined)
    throw new SvcError('usage', `${at} cannot be "${text}"`, { hint: `it must ${why}: ${takes.example}` })
  return text
}

function whyNot(takes: Exclude<Takes, { kind: 'duration' }>, text: string): string | undefined {
  if (takes.kind === 'address') {
    const ip = parseIp(text)
    if (ip === undefined) return 'be an IP address'
    return takes.family === undefined || familyOf(ip) === takes.family
      ? undefined
      : `be an ${takes.family} address`
  }
  if (takes.kind === 'path') return /^\/[!-~]*$/.test(text) ? undefined : 'be a path that begins with "/"'
  if (takes.kind === 'host') return whyNotSubdomain(text)
  if (takes.oneOf !== undefined)
    return takes.oneOf.includes(text) ? undefined : `be one of ${takes.oneOf.join(', ')}`
  return /^[!-~]+$/.test(text) ? undefined : `be ${takes.what}, without blanks`
}

const milliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
const perUnit: Readonly<Record<Unit, number>> = { minutes: 60_000, seconds: 1000, milliseconds: 1 }

/** `20m`, `90s`, `1h`, in the unit of the provider, who counts whole ones. */
function writeDuration(takes: Extract<Takes, { kind: 'duration' }>, text: string, at: string): string {
  const { unit, suffix = '', min = 1, max = Number.MAX_SAFE_INTEGER, example } = takes
  const match = /^(\d{1,9})(ms|s|m|h)$/.exec(text)
  if (match === null)
    throw new SvcError('usage', `${at} cannot be "${text}"`, {
      hint: `it must be a time with its unit: ${example}`,
    })
  const count = (Number(match[1]) * (milliseconds[match[2] ?? ''] ?? 0)) / perUnit[unit]
  if (!Number.isInteger(count))
    throw new SvcError('usage', `${at} cannot be "${text}"`, { hint: `its provider counts whole ${unit}` })
  if (count < min || count > max)
    throw new SvcError('usage', `${at} cannot be "${text}"`, {
      hint: `its provider takes ${min} to ${max} ${unit}`,
    })
  return `${count}${suffix}`
}
