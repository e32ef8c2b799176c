import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { svc } from '../svc.ts'

const work = mkdtempSync(join(tmpdir(), 'svc-patched-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))

const service = `apiVersion: v1
kind: Service
metadata: {name: manager}
spec: {selector: {app: manager}, ports: [{port: 8443, targetPort: https}]}
`
const manager = (containers: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: manager}
spec:
  selector: {matchLabels: {app: manager}}
  template:
    metadata: {labels: {app: manager}}
    spec: {containers: [${containers}]}
`

test('a port that an overlay may add with its sidecar is not missing from the base', async () => {
  for (const folder of ['base', 'overlay']) mkdirSync(join(work, folder))
  writeFileSync(
    join(work, 'base', 'all.yaml'),
    `${service}---\n${manager('{name: manager, image: m, ports: [{name: health, containerPort: 8081}]}')}`,
  )
  const run = async () => {
    const { stdout } = await svc(['lint', '-o', 'json', '.'], { cwd: work, env: { HOME: work } })
    const { findings } = JSON.parse(stdout) as { findings: { rule: string; verdict: string }[] }
    return findings.filter(({ rule }) => rule === 'target-port-name-unknown').map(({ verdict }) => verdict)
  }
  expect(await run()).toEqual(['broken'])
  writeFileSync(
    join(work, 'overlay', 'kustomization.yaml'),
    'resources: [../base]\npatches: [{path: proxy.yaml}]\n',
  )
  writeFileSync(
    join(work, 'overlay', 'proxy.yaml'),
    manager('{name: proxy, ports: [{name: https, containerPort: 8443}]}'),
  )
  expect(await run()).toEqual(['unknown'])
})
