import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { patchOf, type Fix, type PatchOperation } from '../../src/diagnose/fix.ts'
import { lint } from '../../src/lint/lint.ts'
import type { Finding } from '../../src/lint/finding.ts'
import { rules } from '../../src/rules/index.ts'
import type { Repair, Trace } from '../../src/trace/model.ts'
import { trace } from '../../src/trace/trace.ts'
import type { Manifest } from '../../src/world/types/manifest.ts'
import type { World } from '../../src/world/world.ts'
import { readKubectl } from '../kubectl-line.ts'
import { complete, partial, worldOf } from '../world-of.ts'
import { rows, type Row } from './advice/rows.ts'
import { remedies, withoutFix } from './advice/without-fix.ts'
import { applications, manifestsOf, type Application } from './broken-applications.ts'
import { patched } from './patched.ts'

// Advice is worth its name when it helps: what is proposed first is done, as it is written or as the command that is printed, and then the
// finding is gone, nothing else is wrong, and the request arrives. RUNS and SEED enlarge and repeat a run.

const runs = {
  numRuns: Number(process.env['RUNS'] ?? 1),
  ...(process.env['SEED'] ? { seed: Number(process.env['SEED']) } : {}),
}

function questionOf({ target, port, asked }: Application) {
  return { namespace: 'default', from: 'pod/client', ...(asked ?? { target: `${target}:${port}` }) }
}

/** The manifests after a fix. */
function after(world: World, fix: Fix): Manifest[] {
  return world.resources.map((resource) =>
    patchOf(fix, resource).reduce((manifest, operation) => patched(manifest, operation), resource.manifest),
  )
}

const textOf = ({ rule, message }: Finding) => `${rule}: ${message}`
const worrying = (findings: readonly Finding[]) =>
  findings.filter(({ severity, verdict }) => severity !== 'note' && verdict === 'broken').map(textOf)

/** The objects after the command of a trace, read as kubectl reads it: a patch of one, or one more. */
function afterCommand(world: World, command: string): Manifest[] {
  const { verb, names, options, input } = readKubectl(command)
  const all = world.resources.map(({ manifest }) => manifest)
  if (verb === 'apply') return [...all, JSON.parse(input ?? '') as Manifest]
  expect({ verb, type: options['--type'] }).toEqual({ verb: 'patch', type: 'json' })
  const [kind, name] = names
  const namespace = options['-n'] ?? 'default'
  const isMeant = ({ kind: own, name: ownName, namespace: space = 'default' }: World['resources'][number]) =>
    own.toLowerCase() === kind && ownName === name && space === namespace
  expect(world.resources.filter(isMeant)).toHaveLength(1)
  const operations = JSON.parse(String(options['-p'])) as PatchOperation[]
  return world.resources.map((resource) =>
    isMeant(resource)
      ? operations.reduce<Manifest>((item, operation) => patched(item, operation), resource.manifest)
      : resource.manifest,
  )
}

/** The question as the words of a trace say that it should be put; undefined where they say something else. */
function askedInstead({ summary }: Repair, { target, ...rest }: Trace['question']) {
  const [, dialled] = /^dial (\d+),/.exec(summary) ?? []
  if (dialled !== undefined) return { ...rest, target: target.replace(/:\d+$/, `:${dialled}`) }
  const [, space, itself] = /^name Service (\S+)\/(\S+) itself$/.exec(summary) ?? []
  if (itself !== undefined) return { ...rest, target: `${itself}.${space}` }
  const [, name, port] = /^call (\S+) (?:on port (\d+) )?instead of/.exec(summary) ?? []
  if (name === undefined) return undefined
  const [, behind = ''] = /^[^:]*(:.*)?$/.exec(target) ?? []
  return { ...rest, target: `${name}${port === undefined ? behind : `:${port}`}` }
}

/** The objects after an edit that the API server does not take in place: the object is made anew with it. */
function madeAnew(world: World, { summary, patch = [] }: Repair): Manifest[] {
  const [, kind, name] = / in (\w+) ([^\s:]+): .*(?:anew|template|moves)/.exec(summary) ?? []
  expect({ summary, name }).toEqual({ summary, name: expect.any(String) })
  return world.resources.map(({ manifest }) =>
    manifest.kind === kind && manifest.metadata?.name === name
      ? patch.reduce<Manifest>((item, operation) => patched(item, operation), manifest)
      : manifest,
  )
}

/** What the trace of a broken world says is done. */
function repaired(world: World, { repair, question }: Trace): Trace {
  if (repair === undefined) throw new Error('it says nothing')
  if (repair.command === undefined && repair.patch !== undefined)
    return trace(worldOf(madeAnew(world, repair), [complete]), question)
  if (repair.command !== undefined)
    return trace(worldOf(afterCommand(world, repair.command), [complete]), question)
  const instead = askedInstead(repair, question)
  if (instead === undefined) throw new Error(`no command: ${repair.summary}`)
  return trace(world, instead)
}

function check({ rule, around, put, works, silent }: Row, app: Application): void {
  around?.(app)
  const question = questionOf(app)
  const broken = structuredClone(app)
  fc.pre(put(broken))
  // the same application is in many rows before anything is broken: one of two runs asks
  if (app.port % 2 === 0) {
    const healthy = worldOf(manifestsOf(app), [complete])
    expect(worrying(lint(healthy, rules).findings)).toEqual([])
    expect(trace(healthy, question).verdict.status).toBe('works')
  }
  // in a part of the files the fixes are the same, as far as they are proposed: one of many runs asks
  for (const coverage of app.port % 3 === 0 ? [partial, complete] : [complete]) {
    const world = worldOf(manifestsOf(broken), [coverage])
    const found = lint(world, rules).findings.filter(
      (finding) => finding.rule === rule && finding.verdict === 'broken',
    )
    if (rule !== undefined && (coverage === complete || found.length > 0)) {
      const [fix] = found.flatMap((finding) => finding.fix ?? [])
      expect({ rule, fix }).toEqual({ rule, fix: expect.anything() })
      const fixed = worldOf(after(world, fix as Fix), [coverage])
      const { findings } = lint(fixed, rules)
      expect(worrying(findings)).toEqual([])
      expect(findings.filter((finding) => finding.rule === rule).map(textOf)).toEqual([])
      if (question.target === questionOf(broken).target)
        expect(trace(fixed, question).verdict.status).toBe('works')
    }
  }
  const world = worldOf(manifestsOf(broken), [complete])
  const seen = trace(world, questionOf(broken))
  expect(seen.verdict.status === 'works').toBe(works === true)
  if (silent !== undefined) expect(seen.repair).toBeUndefined()
  else if (works !== true) expect(repaired(world, seen).verdict).toMatchObject({ status: 'works' })
}

test.each(rows.map((row) => [row.what, row] as const))('%s: what is proposed helps', (_, row) => {
  let tried = 0
  fc.assert(
    fc.property(applications, (app) => {
      check(row, app)
      tried++
    }),
    runs,
  )
  expect(tried).toBeGreaterThan(0)
})

describe('no advice is left out', () => {
  const journey = new URL('../../src/diagnose/journey/', import.meta.url)

  test('of a trace', () => {
    const proposing = readdirSync(journey).filter(
      (file) =>
        file.endsWith('.ts') && /\bremedy\b.*[:,}]/.test(readFileSync(new URL(file, journey), 'utf8')),
    )
    expect(Object.keys(remedies).toSorted()).toEqual(proposing)
    const known = new Set(rows.map(({ what }) => what))
    for (const tried of Object.values(remedies))
      if (typeof tried !== 'string') for (const what of tried) expect(known).toContain(what)
  })

  const room = new URL('../../src/rules/', import.meta.url)
  const sources = readdirSync(room, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) =>
      readdirSync(new URL(`${name}/`, room)).map((file) => ({
        id: file.replace(/\.ts$/, ''),
        text: readFileSync(new URL(`${name}/${file}`, room), 'utf8'),
      })),
    )
  const tried = new Set(rows.map(({ rule }) => rule))

  test.each(sources.map(({ id, text }) => [id, text]))('%s', (id, text) => {
    const proposes = /\bfix\b|missingTargets/.test(text)
    expect({ proposes, tried: tried.has(id), why: withoutFix[id] }).toEqual(
      proposes
        ? { proposes, tried: true, why: undefined }
        : { proposes, tried: false, why: expect.any(String) },
    )
  })
})
