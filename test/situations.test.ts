import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { lint } from '../src/lint/lint.ts'
import { rules } from '../src/rules/index.ts'
import { trace } from '../src/trace/trace.ts'
import { complete, partial, worldOfYaml } from './world-of.ts'

/**
 * Situations from public reports, rebuilt small: what a cluster showed, or the manifests. The first line of each file says where it was
 * met and what is right; each `# ask:` what is asked of it, and what the answer must be, say and not say.
 */
const folder = new URL('./situations/', import.meta.url)

interface Ask {
  readonly trace?: string
  readonly lint?: true
  readonly namespace?: string
  readonly from?: string
  readonly complete?: true
  /** Verdicts that are right, between bars. */
  readonly is?: string
  readonly says?: readonly string[]
  readonly not?: readonly string[]
}

const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'))

describe.each(files)('%s', (file) => {
  const text = readFileSync(new URL(file, folder), 'utf8')
  const asks = [...text.matchAll(/^# ask: (.*)$/gm)].map(([, json = '']) => JSON.parse(json) as Ask)

  test.each(asks.map((ask) => [ask.trace ?? 'lint', ask] as const))('%s', (_, ask) => {
    const world = worldOfYaml(text, [ask.complete === true ? complete : partial])
    const { status, said } = ask.trace === undefined ? linted(world) : traced(world, ask.trace, ask)
    if (ask.is !== undefined) expect(ask.is.split('|')).toContain(status)
    for (const part of ask.says ?? []) expect(said).toMatch(new RegExp(part, 'is'))
    for (const part of ask.not ?? []) expect(said).not.toMatch(new RegExp(part, 'is'))
  })
})

type World = ReturnType<typeof worldOfYaml>

function traced(world: World, target: string, { from, namespace = 'default' }: Ask) {
  const asked = { target, namespace, ...(from === undefined ? {} : { from }) }
  const { verdict, hops, repair, assumptions } = trace(world, asked)
  const hints = hops.map(({ because }) => because)
  return {
    status: verdict.status as string,
    said: [verdict.summary, ...hints, JSON.stringify([repair?.summary, assumptions])].join('\n'),
  }
}

function linted(world: World) {
  const said = lint(world, rules).findings.map(({ severity, rule, message, hint = '', fix, verdict }) =>
    verdict === 'broken'
      ? `${severity} [${rule}] ${message}; ${hint}; ${fix?.title ?? ''}`
      : `not decided: ${rule}`,
  )
  return { status: '', said: said.join('\n') }
}
