import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { svc } from '../svc.ts'

// -o jsonpath, -o custom-columns and --sort-by, over what -o json prints
const work = mkdtempSync(join(tmpdir(), 'svc-templates-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))
const run = (...words: string[]) => svc(words, { cwd: work, env: { HOME: work } })

beforeAll(() => {
  const service = (name: string) =>
    `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {selector: {app: ${name}}, ports: [{port: 80}]}\n`
  const client =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: client}\nspec: {containers: [{name: c, image: i, env: [{name: WEB_URL, value: "http://web-9"}]}]}\n'
  writeFileSync(join(work, 'all.yaml'), [service('web-10'), service('web-9'), client].join('---\n'))
  writeFileSync(join(work, 'columns.txt'), 'NAME  KIND\n.name  .type\n')
})

test.each([
  [['ls', 'all.yaml', '-o', 'jsonpath={.services[*].name}'], 'web-10 web-9'],
  [['ls', 'all.yaml', '-ojsonpath={.services[0].type}'], 'ClusterIP'],
  [['ls', 'all.yaml', '--output=jsonpath={range .services[*]}{.name}{"\\n"}{end}'], 'web-10\nweb-9\n'],
  [['ls', 'all.yaml', '-o', 'custom-columns=N:.name'], 'N\nweb-10\nweb-9\n'],
  [
    ['ls', 'all.yaml', '-o=custom-columns-file=columns.txt'],
    'NAME     KIND\nweb-10   ClusterIP\nweb-9    ClusterIP\n',
  ],
  [['ls', 'all.yaml', '-o', 'name', '--sort-by', '.name'], 'service/web-9\nservice/web-10\n'],
  [['endpoints', 'all.yaml', '-o', 'custom-columns=N:.name', '--sort-by=.name'], 'N\nweb-9\nweb-10\n'],
  [
    ['who', 'web-9', 'all.yaml', '-o', 'jsonpath={.dependents[*].resource.name}', '--sort-by', '.path'],
    'client',
  ],
])('svc %j', async (words, stdout) => {
  expect(await run(...words)).toMatchObject({ stdout })
})

test.each([
  [['ls', 'all.yaml', '-o', 'jsonpath'], 'template format specified but no template given'],
  [['ls', 'all.yaml', '-o', 'jsonpath='], 'template format specified but no template given'],
  [['ls', 'all.yaml', '-o', 'custom-columns'], 'custom-columns format specified but no custom columns given'],
  [['ls', 'all.yaml', '-o', 'jsonpath={.x'], 'error parsing jsonpath {.x, unclosed action'],
  [['ls', 'all.yaml', '-o', 'json={.x}'], '-o json takes no template'],
  [['ls', 'all.yaml', '--sort-by', '.x'], `couldn't find any field with path ".x" in the list of objects`],
])('svc %j is a usage error', async (words, said) => {
  const { status, stdout, stderr } = await run(...words)
  expect(stderr).toContain(said)
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
})

test('a template file that is not there', async () => {
  const { status, stderr } = await run('ls', 'all.yaml', '-o', 'jsonpath-file=gone.txt')
  expect(stderr).toContain('error reading template gone.txt: ENOENT')
  expect(status).toBe(4)
})
