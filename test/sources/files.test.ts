import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { readPaths } from '../../src/sources/files/files.ts'

const folder = mkdtempSync(join(tmpdir(), 'svc-files-'))
afterAll(() => rmSync(folder, { recursive: true }))

function write(name: string, content: string | Uint8Array): string {
  const file = join(folder, name)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, content)
  return file
}
const service = (name: string) => `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\n`
const read = (...paths: string[]) => readPaths(paths, { namespace: 'shop', complete: false })
const names = async (...paths: string[]) => (await read(...paths)).resources.map(({ name }) => name)

write('tree/b.yaml', service('b'))
write('tree/a.yml', service('a'))
write('tree/deep/c.json', JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'c' } }))
write('tree/notes.md', service('none'))
write('tree/values.yaml', 'replicas: 3\n')
write('tree/node_modules/x.yaml', service('none'))
write('tree/.github/x.yaml', service('none'))

describe('what is read', () => {
  test.each([
    ['a folder, recursively and in order', ['tree'], ['a', 'b', 'c']],
    ['a file', ['tree/b.yaml'], ['b']],
    ['a file of any name, when it is named', ['tree/notes.md'], ['none']],
    ['several', ['tree/b.yaml', 'tree/deep'], ['b', 'c']],
    ['one file once', ['tree/b.yaml', 'tree/b.yaml', 'tree'], ['b', 'a', 'c']],
    ['a glob pattern', ['tree/*.y*ml'], ['a', 'b']],
    ['a glob pattern over folders', ['tree/**/*.json'], ['c']],
  ])('%s', async (_, paths, expected) => {
    expect(await names(...paths.map((path) => join(folder, path)))).toEqual(expected)
  })

  test('whole manifests only: the patches of a kustomization are none', async () => {
    const patch = 'apiVersion: v1\nkind: Service\nmetadata: {name: patch}\nspec: {type: LoadBalancer}\n'
    const lists = (spec: string) =>
      `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nmetadata: {name: list}\n${spec}`
    write('overlays/base/service.yaml', service('whole'))
    write('overlays/base/dispatch.yaml', service('dispatch'))
    for (const name of ['patch', 'web-patch', 'patch_web', 'web.patch.v2'])
      write(`overlays/named/${name}.yaml`, patch)
    for (const name of ['a', 'b', 'c', 'inline']) write(`overlays/listed/${name}.yaml`, patch)
    write(
      'overlays/prod/kustomization.yaml',
      lists('patches: [{path: ../listed/a.yaml}, {patch: "- op: x"}]\n'),
    )
    write(
      'overlays/listed/kustomization.yml',
      lists(
        'patchesStrategicMerge: [b.yaml, "metadata: {name: x}"]\npatchesJson6902: [{path: ./c.yaml}, 5]\npatches: {path: inline.yaml}\n',
      ),
    )
    expect(await names(join(folder, 'overlays'))).toEqual(['dispatch', 'whole', 'patch', 'list', 'list'])
    const { coverage } = await readPaths([join(folder, 'overlays')], { namespace: 'shop', complete: true })
    expect(coverage[0]).toMatchObject({
      state: 'partial',
      because: 'patches of a kustomization were left out',
    })
  })

  test('gives manifests without a namespace the one that was asked for', async () => {
    expect((await read(join(folder, 'tree/b.yaml'))).resources[0]?.namespace).toBe('shop')
  })

  test('keeps the text of what was read, and of nothing else', async () => {
    const file = join(folder, 'tree/b.yaml')
    const { textOf } = await read(file)
    expect(textOf(file)).toBe(service('b'))
    expect(textOf('other')).toBeUndefined()
  })

  test.each([
    [false, 'partial'],
    [true, 'complete'],
  ])('covers, when the files are said to be complete (%s): %s', async (complete, state) => {
    const { coverage } = await readPaths([join(folder, 'tree')], { namespace: 'shop', complete })
    expect(coverage).toEqual([expect.objectContaining({ state })])
  })

  test('takes the coverage of a snapshot', async () => {
    const coverage = [{ kind: 'Pod', state: 'complete', because: 'listed' }]
    const file = write(
      'snapshot.json',
      JSON.stringify({ kind: 'SvcSnapshot', version: 1, coverage, items: [] }),
    )
    expect((await read(file)).coverage).toEqual(coverage)
  })
})

describe('what is not', () => {
  const unread = async (...paths: string[]) => (await read(...paths)).unread.map(({ because }) => because)

  test.each([
    [
      'a binary file',
      'image.yaml',
      new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x00, 0x01]),
      /^is a binary file/,
    ],
    ['half a character of UTF-16', 'utf16.yaml', new Uint8Array([0xff, 0xfe, 0x61]), /^is not UTF-8 text/],
    // writing it back would spoil the bytes that no edit means
    ['Latin-1', 'latin1.yaml', Buffer.from(`${service('x')}# caf\u00e9\n`, 'latin1'), /^is not UTF-8 text/],
    [
      'NUL characters far behind the start',
      'late.yaml',
      `${service('x')}${'#'.repeat(10_000)}\n---\n\0`,
      /^is not text/,
    ],
  ])('%s', async (_, name, content, expected) => {
    expect(await unread(write(name, content))).toEqual([expect.stringMatching(expected)])
  })

  test('and the others are read all the same', async () => {
    write('mixed/a.yaml', new Uint8Array([0]))
    write('mixed/b.yaml', service('b'))
    expect(await names(join(folder, 'mixed'))).toEqual(['b'])
  })

  test('a values file next to manifests is nothing to talk about', async () => {
    expect(await unread(join(folder, 'tree'))).toEqual([])
    expect(await unread(join(folder, 'tree/values.yaml'))).toEqual([
      expect.stringMatching(/^is not a Kubernetes manifest/),
    ])
  })

  test('one file by several paths counts once', async () => {
    write('once/a.yaml', service('a'))
    write('once/b.yaml', service('b'))
    symlinkSync('a.yaml', join(folder, 'once', 'c.yaml'))
    symlinkSync('once', join(folder, 'again'))
    const one = join(folder, 'once')
    expect(await names(one)).toEqual(['a', 'b'])
    expect(await names(one, `${one}/../once/a.yaml`, join(folder, 'again'), `${one}/*.yaml`)).toEqual([
      'a',
      'b',
    ])
    expect(await names(join(one, 'c.yaml'), join(one, 'a.yaml'))).toEqual(['a'])
  })

  test.each([
    ['a path that does not exist', 'nope.yaml', /does not exist/],
    ['a pattern that matches nothing', 'tree/*.toml', /matches no file/],
    ['a path below a file', 'tree/b.yaml/x', /does not exist|cannot be read/],
    ['a name that is too long', 'x'.repeat(5000), /cannot be read: ENAMETOOLONG/],
    ['a loop of links', 'loop/a', /cannot be read: ELOOP/],
  ])('%s is an error that says so', async (_, path, expected) => {
    mkdirSync(join(folder, 'loop'), { recursive: true })
    rmSync(join(folder, 'loop', 'a'), { force: true })
    symlinkSync('a', join(folder, 'loop', 'a'))
    await expect(read(join(folder, path))).rejects.toMatchObject({
      name: 'SvcError',
      code: 'input-unreadable',
      message: expect.stringMatching(expected),
    })
  })
})

describe('a repository', () => {
  const helm =
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ include "web.name" . }}\nspec:\n  {{- toYaml .Values.spec | nindent 2 }}\n'
  write('repo/chart/templates/service.yaml', helm)
  write('repo/chart/templates/quoted.yaml', service('"{{ .Release.Name }}"'))
  write('repo/deploy/placeholder.yaml', `${service('p')}spec:\n  ports:\n    - port: \${PORT}\n`)
  write('repo/deploy/web.yaml', service('web'))
  write('repo/deploy/broken.yaml', `${service('x')}spec: [\n`)
  write('repo/deploy/no-version.yaml', 'kind: Service\nmetadata: {name: no-version}\n')
  write('repo/workflow.yaml', `${service('flow')}spec: {externalName: "{{inputs.parameters.y}}"}\n`)
  write('repo/mkdocs.yaml', 'nav: [\n  a: !!python/name:x\n')
  write('repo/data.json', '[{"kind"')
  write('repo/picture.json', Uint8Array.of(0, 1, 2))
  write('repo/e2e/01-assert.yaml', service('assertion'))
  write('repo/e2e/errors.yaml', service('assertion'))
  write('repo/gen/golden/web.yaml', service('golden'))
  write('repo/gen/route.out.yaml', service('golden'))
  write('repo/pkg/testdata/bad.yaml', '{')
  write('repo/base/patches/web.yaml', service('patch'))
  write('above/kustomization.yaml', 'patches: [{path: parts/deep/change.yaml}]\n')
  write('above/parts/deep/change.yaml', service('patch'))
  write('above/parts/deep/whole.yaml', service('whole'))

  test('is read for its manifests; what is none is counted, or passed over, and decides nothing', async () => {
    const { resources, unread, leftOut = [] } = await read(join(folder, 'repo'))
    expect(resources.map(({ name }) => name).toSorted()).toEqual(['flow', 'no-version', 'web'])
    expect(unread.map(({ location }) => location?.file)).toEqual([join(folder, 'repo/deploy/broken.yaml')])
    expect(leftOut.map(({ file, why }) => `${why} ${file.slice(folder.length + 6)}`).toSorted()).toEqual([
      'assertion e2e/01-assert.yaml',
      'assertion e2e/errors.yaml',
      'expected output gen/golden/web.yaml',
      'expected output gen/route.out.yaml',
      'template chart/templates/quoted.yaml',
      'template chart/templates/service.yaml',
      'template deploy/placeholder.yaml',
      'test data pkg/testdata',
    ])
  })

  test.each(['chart/templates/service.yaml', 'picture.json', 'mkdocs.yaml', 'e2e/01-assert.yaml'])(
    'and what is named is read all the same: %s',
    async (file) => {
      const { unread, resources } = await read(join(folder, 'repo', file))
      expect(unread.length + resources.length).toBe(1)
    },
  )

  test('is not whole without its templates, whatever was said', async () => {
    const { coverage } = await readPaths([join(folder, 'repo')], { namespace: 'shop', complete: true })
    expect(coverage.map(({ state }) => state)).toContain('partial')
  })

  test('has kustomizations above the folder that was named', async () => {
    expect(await names(join(folder, 'above/parts'))).toEqual(['whole'])
  })

  test('has test data that is read where it is named', async () => {
    expect((await read(join(folder, 'repo/pkg/testdata'))).unread).toEqual([])
    write('repo/pkg/testdata/good.yaml', service('good'))
    expect(await names(join(folder, 'repo/pkg/testdata'))).toEqual(['good'])
  })
})

test('who waits is told of what takes long in one go, of each document of a stream and each object of a list', async () => {
  const told: string[] = []
  const large = `{"apiVersion":"v1","kind":"List","items":[]}${' '.repeat(33 * 1024 * 1024)}`
  const list = { apiVersion: 'v1', kind: 'List', items: [{}, {}, {}] }
  const document = `${service('c')}# ${'x'.repeat(5 * 1024 * 1024)}\n`
  await readPaths(
    [
      write('wait/all.json', '{}'),
      write('wait/some.yaml', `${service('a')}---\n${service('b')}`),
      write('wait/list.json', JSON.stringify(list)),
      write('wait/document.yaml', '{}'),
    ],
    {
      namespace: 'shop',
      complete: false,
      texts: new Map([
        [join(folder, 'wait/all.json'), large],
        [join(folder, 'wait/document.yaml'), document],
      ]),
      onLarge: (file, length) => told.push(`${file.slice(folder.length)} ${length >> 20}`),
      onDocument: (done, of) => told.push(`${done} of ${of}`),
    },
  )
  expect(told.join(', ')).toBe(
    '/wait/all.json 33, 0 of 2, 1 of 2, 0 of 3, 1 of 3, 2 of 3, 0 of 1, /wait/document.yaml 5',
  )
})
