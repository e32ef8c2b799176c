import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import type { Finding } from '../src/lint/finding.ts'
import { lint } from '../src/lint/lint.ts'
import { lintJson } from '../src/report/lint/json.ts'
import { lintText } from '../src/report/lint/text.ts'
import { noColors } from '../src/report/palette.ts'
import { rules } from '../src/rules/index.ts'
import type { AnyRule } from '../src/rules/rule.ts'
import { readText } from '../src/sources/files/documents.ts'
import type { Coverage, CoverageState } from '../src/world/coverage.ts'
import type { Kind } from '../src/world/kinds.ts'
import { buildWorld, type World } from '../src/world/world.ts'
import { conforms } from './conforms.ts'
import { patchOf, type Fix } from '../src/diagnose/fix.ts'
import { toResource } from '../src/world/resource.ts'
import { patched } from './diagnose/patched.ts'
import { recordedIn } from './recorded.ts'
import { worldInFull } from './world-in-full.ts'
import { exampleText, ruleCases } from './fixtures.ts'
import { complete, partial } from './world-of.ts'

/**
 * Each folder of test/rules holds the cases of one rule: CASE.yaml and, unless nothing is wrong with it, the exact
 * report in CASE.txt. `# <- RULE` marks the line where a finding must be, `# <- RULE unknown` one that cannot be
 * decided. The first line may say how much the World holds: `# world: complete`, `# world: forbidden Pod`.
 * A document that begins with `# before` is what the others are to replace, as with `--before`.
 * Cases without .txt must be silent under all rules. The rule's own `bad` and `good` are the cases `bad` and `ok`, without
 * a file of their own.
 */
const folder = new URL('./rules/', import.meta.url)
const update = process.env['UPDATE'] === '1'
const expectRecorded = recordedIn(fileURLToPath(new URL('./rules-in-full.txt', import.meta.url)))

describe('the rule list', () => {
  const ids = rules.map(({ id }) => id)

  test('holds each file of src/rules once', () => {
    const room = new URL('../src/rules/', import.meta.url)
    const files = foldersIn(room).flatMap((group) => filesIn(new URL(`${group}/`, room), '.ts'))
    expect(ids.toSorted()).toEqual(files.toSorted())
  })

  test('has a folder for each rule, and no file but cases and their reports', () => {
    expect(foldersIn(folder)).toEqual(ids.toSorted())
    const known = new Set(ruleCases.map(({ name }) => name))
    for (const id of ids)
      for (const file of readdirSync(new URL(`${id}/`, folder)))
        expect(known).toContain(`rules/${id}/${file.replace(/\.(?:yaml|txt)$/, '')}`)
  })

  test('exports each rule under its own name in camel case', async () => {
    const room = new URL('../src/rules/', import.meta.url)
    for (const rule of rules) {
      const group = foldersIn(room).find((folder) =>
        filesIn(new URL(`${folder}/`, room), '.ts').includes(rule.id),
      )
      const module = (await import(`../src/rules/${group}/${rule.id}.ts`)) as Record<string, unknown>
      expect(module[rule.id.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())]).toBe(rule)
    }
  })
})

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  test('has an id in kebab case, one sentence for a title and a source that is a link', () => {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/)
    expect(rule.title).toMatch(/^\S.*[^.]$/)
    expect(rule.source).toMatch(/^https:\/\//)
    expect(rule.why).toMatch(/\.$/)
  })

  // the example is what `svc explain` shows: it must show this mistake and no other
  test('finds its own bad example, a whole manifest, and only that', () => {
    const world = worldOfExample(rule, rule.bad)
    expect(world.unread).toEqual([])
    const findings = findingsIn(world, id)
    expect(findings.map((finding) => `${finding.rule} ${finding.verdict}`)).toEqual([`${id} broken`])
  })

  test('has a good example, a whole manifest, that is silent under all rules', () => {
    const world = worldOfExample(rule, rule.good)
    expect(world.unread).toEqual([])
    expect(findingsIn(world, id)).toEqual([])
  })
})

describe.each(ruleCases.map((item) => [item.name, item] as const))(
  'test/%s',
  (_, { name, rule, text, isExample }) => {
    const report = new URL(`${name}.txt`, import.meta.url)
    const world = worldOfCase(text)
    const result = lint(world, rulesFor(rule, world))

    test('finds exactly what is marked, of its own rule at least', () => {
      if (result.findings.length > 0) expect(result.findings.map((finding) => finding.rule)).toContain(rule)
      expect(conforms('lint', JSON.parse(lintJson(result)))).toEqual([])
      // what an example shows has no mark: its report says where it is
      if (!isExample) expect(result.findings.map(placeOf).toSorted()).toEqual(marksIn(text).toSorted())
    })

    test('reports it word for word', () => {
      expectRecorded(name.slice('rules/'.length), [...result.findings.flatMap(inFull), ...worldInFull(world)])
      if (result.findings.length === 0) {
        expect(existsSync(report)).toBe(false)
        return
      }
      const written = lintText(result, {
        palette: noColors,
        width: 80,
        textOf: () => text,
        suggestionsFor: () => [],
        version: '0.0.0',
        rules,
      })
      if (update) writeFileSync(report, written)
      expect(written).toBe(readFileSync(report, 'utf8'))
    })

    // the same thing may be wrong at several places, and each has a fix of its own
    test('proposes what makes the finding go away', () => {
      const only = (from: World) =>
        lint(
          from,
          rules.filter(({ id }) => id === rule),
        ).findings.map(placed)
      const own = result.findings.filter((finding) => finding.rule === rule && finding.verdict === 'broken')
      for (const { fix, ...finding } of own) {
        if (fix === undefined || world.before !== undefined) continue
        const left = only(patchedWorld(world, fix)).filter((each) => each === placed(finding))
        expect(left.length).toBeLessThan(own.filter((each) => placed(each) === placed(finding)).length)
      }
    })
  },
)

/** What the text for people leaves out of a finding: its objects by name, what it rests on, and each operation of its fix. */
function inFull(finding: Finding): string[] {
  const {
    rule,
    severity,
    verdict,
    doubt,
    related,
    reasons = [],
    fix,
    assumptions = [],
    field,
    type,
  } = finding
  const resources = new Set((fix?.edits ?? []).map(({ resource }) => resource))
  return [
    `${rule} ${severity} ${verdict}: ${placed(finding)}${field === undefined ? '' : ` (${type} ${field})`}`,
    ...related.map((each) => `- ${placed(each)}: ${each.note}`),
    ...reasons.flatMap(({ code, because, restsOn }) => [
      `- ${code}: ${because}; by ${restsOn.map(placed).join(', ')}`,
    ]),
    ...assumptions.map((each) => `- assumed: ${each}`),
    ...(doubt === undefined ? [] : [`- ${doubt.state} ${doubt.kind ?? ''}: ${doubt.because}`]),
    ...(fix === undefined ? [] : [`- ${fix.maybe === true ? 'perhaps ' : ''}${fix.title}`]),
    ...[...resources].flatMap((resource) =>
      patchOf(fix as Fix, resource).map(
        (each) => `  ${resource.kind}/${resource.name} ${JSON.stringify(each)}`,
      ),
    ),
  ]
}

function placed({ resource, path }: Pick<Finding, 'resource' | 'path'>): string {
  return `${resource.kind}/${resource.name} ${path}`
}

/** The World with the objects as they are after a fix. */
function patchedWorld(world: World, fix: Fix): World {
  const resources = world.resources.map((resource) =>
    toResource(
      patchOf(fix, resource).reduce((manifest, operation) => patched(manifest, operation), resource.manifest),
      'default',
      resource.origin,
    ),
  )
  return buildWorld({ resources, coverage: world.coverage, unread: world.unread })
}

function worldOfExample(rule: AnyRule, text: string): World {
  return worldOfCase(exampleText(rule, text))
}

function worldOfCase(text: string): World {
  const read = (part: string) => {
    const read = readText('case.yaml', part, { namespace: 'default', named: true })
    return { ...read, coverage: coverageIn(text) }
  }
  if (!text.includes('# before\n')) return buildWorld(read(text))
  return buildWorld({
    ...read(onlyDocuments(text, false)),
    before: buildWorld(read(onlyDocuments(text, true))),
  })
}

/** The text with its lines where they are, and the other documents empty. */
function onlyDocuments(text: string, isBefore: boolean): string {
  return text
    .split(/^(?=---\n)/m)
    .map((part) =>
      /^(---\n)?# before\n/.test(part.replace(/^# world:.*\n/, '')) === isBefore
        ? part
        : part.replaceAll(/[^\n]/g, ''),
    )
    .join('')
}

function coverageIn(text: string): Coverage[] {
  const [, state, kind] = /^# world: (complete|forbidden) ?(\w+)?$/m.exec(text) ?? []
  if (state === undefined) return [partial]
  if (kind === undefined) return [complete]
  return [
    complete,
    { state: state as CoverageState, kind: kind as Kind, because: `listing of ${kind}s is forbidden` },
  ]
}

function marksIn(text: string): string[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      [...line.matchAll(/# <- ([\w, -]+)/g)].flatMap(([, marks = '']) =>
        marks.split(',').map((mark) => `${index + 1} ${mark.trim()}`),
      ),
    )
}

function placeOf({ location, rule, verdict }: Finding): string {
  return `${location?.line} ${rule}${verdict === 'unknown' ? ' unknown' : ''}`
}

function findingsIn(world: World, rule: string): readonly Finding[] {
  return lint(world, rulesFor(rule, world)).findings
}

/** Many cases are a Service without its endpoints: that they are not in sight is said by the cases of that rule alone. */
function rulesFor(rule: string, world: World): readonly AnyRule[] {
  const isOpen = world.doubt(['EndpointSlice', 'Endpoints'], 'default')?.state === 'partial'
  return isOpen ? rules.filter(({ id }) => id !== 'endpoints-missing' || id === rule) : rules
}

function foldersIn(parent: URL): string[] {
  return readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted()
}

function filesIn(parent: URL, ending: string): string[] {
  return readdirSync(parent)
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .toSorted()
}
