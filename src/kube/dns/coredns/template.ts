import type { Directive } from '../corefile/parse.ts'
import { compileRegexp, isTooMuch, type Regexp, type RegexpMatch } from '../../../text/regexp.ts'
import { zonesOf } from '../corefile/zones.ts'
import { zoneFor } from '../name.ts'
import {
  bareReply,
  unknownReply,
  type DnsQuery,
  type DnsRecord,
  type DnsReply,
  type Rcode,
} from '../reply.ts'
import type { Plugin, ServerSide } from './plugin.ts'
import { fallthroughZones, type BlockSettings } from './settings.ts'
import { readRecord, wordsOfRecord } from './zone-record.ts'

interface AnswerTemplate {
  readonly type: string
  readonly zones: readonly string[]
  readonly patterns: readonly Regexp[]
  readonly answers: readonly string[]
  readonly rcode: Rcode
  readonly through: readonly string[]
  readonly hasAuthority: boolean
}

const rcodes: readonly string[] = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED']
const anything = ['.*']

/** The plugin `template`, or why svc does not evaluate it. Follows coredns plugin/template. */
export function templatePlugin(uses: readonly Directive[], block: BlockSettings): Plugin | string {
  const templates: AnswerTemplate[] = []
  for (const use of uses) {
    const template = readTemplate(use, block)
    if (typeof template === 'string') return template
    // a question of another class than IN never meets a pod's resolver
    if (template !== undefined) templates.push(template)
  }
  if (isTooMuch(templates.flatMap(({ patterns }) => patterns.map(({ size }) => size))))
    return 'the regular expressions of the plugin template are too large for svc'
  const zones = templates.flatMap((template) => template.zones)
  return (query, next, side) => {
    if (zoneFor(zones, query.name) === undefined) return next(query)
    for (const template of templates) {
      const zone = zoneFor(template.zones, query.name)
      const typed = template.type === 'ANY' || query.type === 'ANY' || query.type === template.type
      if (zone === undefined || !typed) continue
      const match = firstMatch(template.patterns, query.name)
      if (match !== undefined) return render(template, { query, zone, match }, side)
      if (zoneFor(template.through, query.name) === undefined)
        return bareReply(
          'SERVFAIL',
          'a template of the zone does not match the name, and does not fall through',
        )
    }
    return next(query)
  }
}

function readTemplate({ args, lines }: Directive, block: BlockSettings): AnswerTemplate | string | undefined {
  const [qclass = '', type = '', ...zones] = args
  const wordsOf = (key: string) => lines.filter(([word]) => word === key).flatMap((line) => line.slice(1))
  const compiled = (wordsOf('match').length === 0 ? anything : wordsOf('match')).map(compileRegexp)
  const patterns = compiled.flatMap((pattern) => pattern ?? [])
  if (patterns.length < compiled.length)
    return 'svc does not read a regular expression of the plugin template'
  const rcode = wordsOf('rcode').at(-1) ?? 'NOERROR'
  if (!rcodes.includes(rcode)) return `svc does not evaluate rcode ${rcode} of the plugin template`
  if (qclass !== 'IN' && qclass !== 'ANY') return undefined
  return {
    type,
    zones: zonesOf(zones, block.zones),
    patterns,
    answers: wordsOf('answer'),
    rcode: rcode as Rcode,
    through: fallthroughZones(lines) ?? [],
    hasAuthority: wordsOf('authority').length > 0 || wordsOf('additional').length > 0,
  }
}

function firstMatch(patterns: readonly Regexp[], name: string): RegexpMatch | undefined {
  for (const pattern of patterns) {
    const match = pattern.match(name)
    if (match !== undefined) return match
  }
  return undefined
}

interface Matched {
  readonly query: DnsQuery
  readonly zone: string
  readonly match: RegexpMatch
}

function render(template: AnswerTemplate, matched: Matched, side: ServerSide): DnsReply {
  const { query } = matched
  const because = 'a template of the Corefile answers'
  if (template.rcode === 'SERVFAIL') return bareReply('SERVFAIL', because)
  const answers: DnsRecord[] = []
  let open: string | undefined
  for (const text of template.answers) {
    const filled = fill(text, template, matched)
    const record = filled === undefined ? undefined : readRecord(wordsOfRecord(filled), true, { origin: '.' })
    if (record === undefined) return unknownReply(`svc does not evaluate the template "${text}"`)
    answers.push(record)
    if (record.type !== 'CNAME' || (query.type !== 'A' && query.type !== 'AAAA')) continue
    const target = side.lookUp({ ...query, name: record.data })
    answers.push(...target.answers)
    if (target.rcode === 'UNKNOWN') open = `${record.data} is looked up elsewhere: ${target.because}`
    else open ??= target.open
  }
  const bare = answers.length === 0 && !template.hasAuthority
  return {
    rcode: template.rcode,
    answers,
    because,
    ...(open === undefined ? {} : { open }),
    ...(bare ? { bare } : {}),
  }
}

/** Fills in what is between `{{` and `}}`; undefined for a function or a pipeline. */
function fill(text: string, template: AnswerTemplate, matched: Matched): string | undefined {
  let failed = false
  const filled = text.replaceAll(/\{\{-?([^{}]*?)-?\}\}/g, (_, expression: string) => {
    const value = valueOf(expression.trim(), template, matched)
    failed ||= value === undefined
    return value ?? ''
  })
  return failed || filled.includes('{{') ? undefined : filled
}

function valueOf(
  expression: string,
  template: AnswerTemplate,
  { query, zone, match }: Matched,
): string | undefined {
  const fields: Readonly<Record<string, string | undefined>> = {
    '.Name': query.name,
    '.Zone': zone,
    '.Class': 'IN',
    '.Type': query.type === 'ANY' ? template.type : query.type,
    '.Remote': query.client,
  }
  if (Object.hasOwn(fields, expression)) return fields[expression]
  const number = /^index \.Match (\d{1,3})$/.exec(expression)?.[1]
  if (number !== undefined) return match.groups[Number(number)]
  const name = /^(?:\.Group\.(?!\d)|index \.Group ")(\w+)"?$/.exec(expression)?.[1]
  return name === undefined ? undefined : groupOf(match, name)
}

/** By name, else by number; what is missing in Go's map prints so. */
function groupOf({ groups, names }: RegexpMatch, name: string): string {
  const index = names.lastIndexOf(name)
  if (index === -1 && !/^\d{1,3}$/.test(name)) return '<no value>'
  return groups[index === -1 ? Number(name) : index] ?? '<no value>'
}
