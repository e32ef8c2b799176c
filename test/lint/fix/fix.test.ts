import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { plansFor } from '../../../src/commands/lint/fix.ts'
import { SvcError } from '../../../src/errors.ts'
import { planFixes } from '../../../src/lint/fix/plan.ts'
import type { Finding } from '../../../src/lint/finding.ts'
import { lint } from '../../../src/lint/lint.ts'
import { rules as allRules } from '../../../src/rules/index.ts'
import { readPaths } from '../../../src/sources/files/files.ts'
import { encode } from '../../../src/sources/files/encoding.ts'
import { writeFileAtomically } from '../../../src/sources/files/write-file.ts'
import { writeFiles } from '../../../src/sources/files/write-files.ts'
import type { Piece } from '../../../src/text/piece.ts'
import type { FieldPath } from '../../../src/world/place.ts'
import { buildWorld } from '../../../src/world/world.ts'
import { ruleCases } from '../../fixtures.ts'

// the manifests here are as short as can be, so that an API server would refuse many
const rules = allRules.filter(({ yields }) => yields !== true)

const folder = mkdtempSync(join(tmpdir(), 'svc-fix-'))
afterAll(() => rmSync(folder, { recursive: true }))

type Change = { at: FieldPath } & ({ set: string | number } | { piece: Piece; replaceBy: string })

let written = 0
function fileWith(text: string, ending = '.yaml'): string {
  const file = join(folder, `case-${written++}${ending}`)
  writeFileSync(file, text)
  return file
}

async function findingsIn(...paths: string[]) {
  const { textOf, ...read } = await readPaths(paths, { namespace: 'default', complete: false })
  return { findings: lint(buildWorld(read), rules).findings, textOf }
}

/** One round of `svc lint --fix`. */
function fixFiles(findings: readonly Finding[], textOf: (file: string) => string | undefined) {
  const plans = plansFor(findings, textOf)
  writeFiles(plans.map(({ file, text }) => ({ file, before: textOf(file) ?? '', text })))
  return { written: plans }
}

/** What `svc lint --fix` makes of a text. */
async function fixedText(text: string, ending?: string): Promise<string> {
  const file = fileWith(text, ending)
  const { findings, textOf } = await findingsIn(file)
  fixFiles(findings, textOf)
  return readFileSync(file, 'utf8')
}

const pod =
  '---\napiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: web}}\nspec: {containers: [{name: web, ports: [{name: http, containerPort: 8080}]}]}\n'
const service = (selector: string, port = '{port: 80}') =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  ${selector}\n  ports:\n    - ${port}\n${pod}`

describe('only the value changes', () => {
  test.each([
    ['plain', 'selector: {app: wbe}', 'selector: {app: web}'],
    ['in double quotes', 'selector: {app: "wbe"}', 'selector: {app: "web"}'],
    ['in single quotes', "selector: {app: 'wbe'}", "selector: {app: 'web'}"],
    ['with a comment', 'selector: {app: wbe} # keep me', 'selector: {app: web} # keep me'],
    ['with odd blanks', 'selector:   {  app:   wbe  }  ', 'selector:   {  app:   web  }  '],
    [
      'in a block',
      'selector:\n    # above\n    app: wbe   # behind\n    # below',
      'selector:\n    # above\n    app: web   # behind\n    # below',
    ],
    ['with a tag', 'selector: {app: !!str wbe}', 'selector: {app: !!str web}'],
    ['folded', 'selector:\n    app: >-\n      wbe', 'selector:\n    app: web'],
    ['literal', 'selector:\n    app: |-\n      wbe', 'selector:\n    app: web'],
    [
      'twice, of which the last one counts',
      'selector: {app: web, app: wbe}',
      'selector: {app: web, app: web}',
    ],
    [
      'with text next to it that only looks alike',
      'selector: {app: wbe} # wbe wbe',
      'selector: {app: web} # wbe wbe',
    ],
    [
      'behind characters of two and four bytes',
      'x: "ä𝒳"\n  selector: {app: wbe}',
      'x: "ä𝒳"\n  selector: {app: web}',
    ],
  ])('%s', async (_, before, after) => {
    expect(await fixedText(service(before))).toBe(service(after))
  })

  test.each([
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['a BOM', (text: string) => `\uFEFF${text}`],
    ['no line end at the end', (text: string) => text.trimEnd()],
    ['other documents around it', (text: string) => `# first\n---\n---\n${text}---\n# last`],
    ['a broken document in the same file', (text: string) => `kind: ConfigMap\n  x: [\n---\n${text}`],
  ])('in a file with %s', async (_, change) => {
    expect(await fixedText(change(service('selector: {app: wbe}')))).toBe(
      change(service('selector: {app: web}')),
    )
  })

  test('in JSON', async () => {
    const json = (app: string) =>
      `{"apiVersion": "v1", "kind": "List", "items": [\n  {"apiVersion": "v1",  "kind": "Service", "metadata": {"name": "web"}, "spec": {"selector": {"app": "${app}"}, "ports": [{"port": 80}]}},\n  {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "labels": {"app": "web"}}, "spec": {"containers": [{"name": "web"}]}}\n]}\n`
    expect(await fixedText(json('wbe'), '.json')).toBe(json('web'))
  })

  test('several in one file, each in its own place', async () => {
    const text = (app: string, name: string, url: string) =>
      `${service(`selector: {app: ${app}}`, `{port: 80, targetPort: ${name}}`)}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: client}\ndata:\n  conf: |\n    # the peer\n    url = ${url} # and more\n`
    expect(await fixedText(text('wbe', 'htpp', 'http://web:8080/v1'))).toBe(
      text('web', 'http', 'http://web/v1'),
    )
  })

  test('an Ingress, by number and by name', async () => {
    const text = (name: string, port: string) =>
      `apiVersion: v1\nkind: Service\nmetadata: {name: chat-api}\nspec: {ports: [{port: 80, targetPort: 8080}]}\n---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: x}\nspec: {defaultBackend: {service: {name: ${name}, port: {number: ${port}}}}}\n`
    expect(await fixedText(text('chat-api', '8080'))).toBe(text('chat-api', '80'))
    expect(await fixedText(text('chat-apii', '80'))).toBe(text('chat-api', '80'))
  })

  test('every one of several alike in one value', async () => {
    const text = (name: string) =>
      `apiVersion: v1\nkind: Service\nmetadata: {name: postgres}\nspec: {ports: [{port: 5432}]}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: client}\ndata:\n  urls: tcp://${name}:5432 tcp://${name}:5432\n  more: |\n    tcp://${name}:5432\n    tcp://${name}:5432\n`
    expect(await fixedText(text('postgers'))).toBe(text('postgres'))
  })

  test('a host, and neither the scheme nor the user that look like it', async () => {
    const text = (url: string) =>
      `apiVersion: v1\nkind: Service\nmetadata: {name: postgres}\nspec: {ports: [{port: 5432}]}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: client}\ndata: {url: "${url}"}\n`
    expect(await fixedText(text('postgres://postgre:x@postgers:5432/postgre'))).toBe(
      text('postgres://postgre:x@postgres:5432/postgre'),
    )
  })

  test('whatever surrounds it', async () => {
    const noise = fc
      .array(fc.constantFrom('# wbe', '', '  ', '# {app: wbe}', '# ä', '---'), { maxLength: 5 })
      .map((lines) => lines.map((line) => `${line}\n`).join(''))
    await fc.assert(
      fc.asyncProperty(
        noise,
        noise,
        fc.constantFrom('', '"', "'"),
        fc.constantFrom('\n', '\r\n'),
        async (top, bottom, quote, end) => {
          const text = (app: string) =>
            `${top}---\n${service(`selector: {app: ${quote}${app}${quote}}`)}---\n${bottom}`.replaceAll(
              '\n',
              end,
            )
          expect(await fixedText(text('wbe'))).toBe(text('web'))
        },
      ),
      { numRuns: 12 },
    )
  })
})

describe('what is shared, or not there, is left alone', () => {
  test.each([
    ['an alias', 'x: &a wbe\n  selector: {app: *a}'],
    ['a whole mapping behind an alias', 'x: &s {app: wbe}\n  selector: *s'],
    ['the value that an alias repeats', 'selector: {app: &a wbe}\n  x: *a'],
    ['a mapping that an alias repeats', 'selector: &s {app: wbe}\n  x: *s'],
    ['a key that was merged', 'x: &s {app: wbe}\n  selector: {<<: *s}'],
  ])('%s', async (_, selector) => {
    const file = fileWith(service(selector))
    const { findings, textOf } = await findingsIn(file)
    // it is found all the same, and does not claim that --fix could do it
    expect(findings).toEqual([expect.objectContaining({ rule: 'selector-matches-nothing', fixable: false })])
    expect(fixFiles(findings, textOf).written).toEqual([])
    expect(readFileSync(file, 'utf8')).toBe(service(selector))
  })

  test('what was only guessed, since a document was lost', async () => {
    const text = `${service('selector: {app: wbe}')}---\nkind: Deployment\nmetadata: {\n`
    expect(await fixedText(text)).toBe(text)
  })

  test('a port name that some of the pods have', async () => {
    const text = `${service('selector: {app: web}', '{port: 80, targetPort: web}')}---\napiVersion: v1\nkind: Pod\nmetadata: {name: other, labels: {app: web}}\nspec: {containers: [{name: web, ports: [{name: web, containerPort: 8080}]}]}\n`
    expect(await fixedText(text)).toBe(text)
  })
})

describe('the plan', () => {
  const resource = {
    apiVersion: 'v1',
    kind: 'Service',
    name: 'a',
    manifest: { apiVersion: 'v1', kind: 'Service' },
    origin: { label: 'a', locate: () => undefined, comments: () => [] },
  }
  const finding = (...edits: Change[]): Finding => ({
    fingerprint: 'a-rule',
    rule: 'a-rule',
    severity: 'error',
    verdict: 'broken',
    resource,
    path: '.',
    label: 'a',
    message: 'x',
    related: [],
    fixable: true,
    fix: { title: 'fix', edits: edits.map((edit) => ({ resource, ...edit })) },
  })
  const plan = (text: string, ...findings: Finding[]) =>
    planFixes(findings, {
      textOf: () => text,
      rewrite: () => undefined,
      // the path is the offset and the length, to keep the plan apart from YAML
      spanOf: ({ at: [start = 0, length = 0] }) => ({
        file: 'a',
        start: Number(start),
        end: Number(start) + Number(length),
        shared: false,
      }),
    })

  test.each([
    ['name', 'web', 'web'],
    ['name', 'on', '"on"'],
    ['name', 'Yes', '"Yes"'],
    ['name', '123', '"123"'],
    ['name', '1e3', '"1e3"'],
    ['name', 'a: b', '"a: b"'],
    ['name', '', '""'],
    ['name', 'a#b', '"a#b"'],
    ['name', 'app.kubernetes.io/x', 'app.kubernetes.io/x'],
    ['"name"', 'a"b', '"a\\"b"'],
    ["'name'", "it's", '"it\'s"'],
    ["'name'", 'on', "'on'"],
    ['name', 80, '80'],
    ['"name"', 80, '80'],
  ])('%s becomes %j: %s', (old, value, expected) => {
    expect(plan(`x: ${old} # y`, finding({ at: [3, old.length], set: value }))[0]?.text).toBe(
      `x: ${expected} # y`,
    )
  })

  test('takes the first of two fixes of one value', () => {
    const both = [finding({ at: [0, 3], set: 'first' }), finding({ at: [0, 3], set: 'second' })]
    expect(plan('old new', ...both)).toEqual([
      expect.objectContaining({ text: 'first new', fixed: [both[0]] }),
    ])
  })

  test('takes a fix of two edits as a whole or not at all', () => {
    const pair = finding(
      { at: [0, 3], set: 'a' },
      { at: [4, 3], piece: { text: 'nope', index: 0, within: 'nope' }, replaceBy: 'b' },
    )
    expect(plan('old new', pair)).toEqual([])
  })
})

describe('a second run', () => {
  test('changes nothing, whatever the first one did', async () => {
    for (const { text } of ruleCases.filter(({ name }) => name.endsWith('/bad'))) {
      const once = await fixedText(text)
      expect(await fixedText(once)).toBe(once)
    }
  })

  test('finds nothing that the first one could have fixed', async () => {
    const file = fileWith(service('selector: {app: wbe}', '{port: 80, targetPort: htpp}'))
    const first = await findingsIn(file)
    expect(fixFiles(first.findings, first.textOf).written.flatMap(({ fixed }) => fixed)).toHaveLength(2)
    expect((await findingsIn(file)).findings).toEqual([])
  })
})

describe('the file', () => {
  test('keeps its mode', async () => {
    const file = fileWith(service('selector: {app: wbe}'))
    chmodSync(file, 0o640)
    const { findings, textOf } = await findingsIn(file)
    fixFiles(findings, textOf)
    expect(statSync(file).mode & 0o777).toBe(0o640)
  })

  test('stays a symbolic link to where it was', async () => {
    const target = fileWith(service('selector: {app: wbe}'))
    const link = join(folder, 'link.yaml')
    symlinkSync(target, link)
    const { findings, textOf } = await findingsIn(link)
    fixFiles(findings, textOf)
    expect(lstatSync(link).isSymbolicLink()).toBe(true)
    expect(readFileSync(target, 'utf8')).toBe(service('selector: {app: web}'))
  })

  test.each(['utf8', 'utf16le', 'utf16be'] as const)('keeps the encoding: %s', async (encoding) => {
    const file = join(folder, `${encoding}.yaml`)
    const text = `\ufeffapiVersion: v1\r\nkind: Service # caf\u00e9 \u{1f600}\r\nmetadata: {name: a}\r\n`
    writeFileSync(file, encode(text, encoding))
    const { resources, textOf } = await readPaths([file], { namespace: 'default', complete: false })
    expect(
      resources.map(({ name, origin }) => [name, origin.locate(['metadata', 'name'], 'value')?.line]),
    ).toEqual([['a', 3]])
    writeFileAtomically(file, (textOf(file) ?? '').replace('name: a', 'name: b'))
    expect(readFileSync(file)).toEqual(encode(text.replace('name: a', 'name: b'), encoding))
  })

  test('is new when there was none', () => {
    const file = join(folder, 'new.yaml')
    writeFileAtomically(file, 'x')
    expect(readFileSync(file, 'utf8')).toBe('x')
  })

  test('that cannot be replaced is as it was, and nothing is left lying about', () => {
    const file = join(folder, 'is-a-folder')
    mkdirSync(file)
    writeFileSync(join(file, 'inside'), 'old')
    const before = readdirSync(folder)
    expect(() => writeFileAtomically(file, 'new')).toThrow(SvcError)
    expect(readFileSync(join(file, 'inside'), 'utf8')).toBe('old')
    expect(readdirSync(folder)).toEqual(before)
  })

  test('in a folder that is not there is an error with a hint', () => {
    const file = join(folder, 'nowhere', 'a.yaml')
    expect(() => writeFileAtomically(file, 'new')).toThrow(
      expect.objectContaining({ code: 'input-unreadable', details: expect.objectContaining({ file }) }),
    )
    expect(existsSync(file)).toBe(false)
  })
})
