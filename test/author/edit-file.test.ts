import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { runNew } from '../real/run-new.ts'

const folder = mkdtempSync(join(tmpdir(), 'svc-edit-'))
const file = join(folder, 'services.yaml')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const before = `# kept
apiVersion: v1
kind: Service
metadata:
  name: web # why
  annotations:
    service.beta.kubernetes.io/azure-load-balancer-internal: "false"
spec:
  type: LoadBalancer
  selector: {app: web}
  ports:
    - name: http
      port: 80
`

async function edit(line: string) {
  const outcome = await runNew([...line.split(' '), '--edit', file])
  const text = readFileSync(file, 'utf8')
  if (outcome.printed !== undefined)
    expect((await runNew([...line.split(' '), '--edit', file])).said).toContain('says it already')
  return { ...outcome, text }
}

describe('svc new --edit', () => {
  test.each([
    ['web -p 80 --edit nowhere.yaml', /there is no such file\n.*--into makes a new one/],
    ['web -p 80 --edit -', /name a file with --into or --edit/],
    ['web -p 80 --into -', /name a file with --into or --edit/],
  ])('svc new %s', async (line, says) => {
    expect((await runNew(line.split(' '))).refused).toMatch(says)
  })

  test.each<[string, string, (text: string) => string, RegExp]>([
    [
      'a preset wins over what the file says',
      'web --preset aks=internal',
      (text) => text.replace('"false"', '"true"'),
      /changed/,
    ],
    [
      'a flag wins over the preset',
      'web --preset aks=internal --annotation service.beta.kubernetes.io/azure-load-balancer-internal=false',
      (text) => text,
      /keeps .*not as aks=internal would have it/,
    ],
    ['ports and selector of the file stay', 'web --preset vllm', (text) => text, /keeps \.spec\.ports/],
    [
      'a companion comes behind it',
      'web --network-policy',
      (text) => `${text}---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
spec:
  podSelector:
    matchLabels:
      app: web
  policyTypes:
    - Ingress
  ingress:
    - ports:
        - port: 80
          protocol: TCP
`,
      /closes all other ports/,
    ],
  ])('%s', async (_, line, wanted, says) => {
    writeFileSync(file, before)
    const { said, text } = await edit(line)
    expect(text).toBe(wanted(before))
    expect(said).toMatch(says)
  })

  test.each<[string, RegExp]>([
    ['web --type clusterip --preset aks=internal', /--preset aks is not for clusterip/],
    ['web --service-monitor', /add --label/],
    ['other -p 81', /it holds web/],
  ])('%s is refused, and changes nothing', async (line, says) => {
    writeFileSync(file, before)
    const { refused, text } = await edit(line)
    expect(refused).toMatch(says)
    expect(text).toBe(before)
  })
})

test.each([
  'kind: [\n',
  'a: 1\n---\n"unclosed\n',
  '{{ if .Values.x }}\nkind: Service\n{{ end }}\n',
  '\t- x: [\n',
])('a file that does not parse is left alone, whatever it is meant as: %j', async (text) => {
  const broken = join(folder, 'broken.yaml')
  writeFileSync(broken, text)
  for (const flag of ['--into', '--edit'])
    expect((await runNew(['clusterip', 'web', '--port', '80', flag, broken])).refused).toMatch(/broken\.yaml/)
  expect(readFileSync(broken, 'utf8')).toBe(text)
})
