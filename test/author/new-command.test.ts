import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { runNew } from '../real/run-new.ts'

const folder = mkdtempSync(join(tmpdir(), 'svc-from-'))
const file = join(folder, 'workloads.yaml')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const pods = { containers: [{ name: 'main', image: 'm', ports: [{ name: 'http', containerPort: 8080 }] }] }
const deployment = (name: string, namespace?: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace },
  spec: {
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: pods },
  },
})
const inferenceService = {
  apiVersion: 'serving.kserve.io/v1beta1',
  kind: 'InferenceService',
  metadata: { name: 'llm', namespace: 'models' },
  spec: { predictor: pods },
}

beforeAll(() => {
  // what comes first is not in the namespace of the others
  const all = [inferenceService, deployment('web'), deployment('api', 'shop')]
  writeFileSync(file, all.map((each) => JSON.stringify(each)).join('\n---\n'))
})

test.each<[string, RegExp]>([
  ['--from deploy/web -p 80:9999', /targetPort 9999 is not declared: .*web.* \[target-port-undeclared\]/],
  ['--from deploy/api -p 80', /port 80 goes to http/],
  ['--from deploy/api -n shop', /selects pods with app=api/],
])('svc new %s says what there is to say of its pods', async (line, says) => {
  const { printed, said } = await runNew([...line.split(' '), '-f', file])
  expect(printed).toContain('kind: Service')
  expect(said).toMatch(says)
})

test.each<[string, RegExp]>([
  ['--from deploy/web -p 80:grpc', /targetPort "grpc" is not a port name/],
  ['--from deploy/api -n other', /leave out --namespace: .*theirs is shop/],
  [
    '--from inferenceservice/llm',
    /--from InferenceService models\/llm has no pod template\n.*--selector K=V/,
  ],
  ['--from deploy/wbe', /did you mean web\?/],
])('svc new %s is refused', async (line, says) => {
  const { refused } = await runNew([...line.split(' '), '-f', file])
  expect(refused).toMatch(says)
})

// command lines that once went wrong against the real API server: each names the flag, or is printed
test.each<[string, RegExp]>([
  [
    'headless chat-api -p 443+kubernetes.io/ws --selector pod-template-hash=5f7',
    /change --selector: leave "pod-template-hash"/,
  ],
  ['a --port 9090:65535 --selector pod-template-hash=5f7', /change --selector/],
  ['web -p 80 --namespace=', /--namespace is empty/],
  ['web -p 80 --external-ip 192.0.2.9', /leave out --external-ip/],
  ['loadblancer web -p 80', /did you mean loadbalancer\? TYPE is one of clusterip/],
  ['nodeport web -p 80@80', /--port \(--node-port\)/],
  ['nodeport web -p 80 -p 443 --node-port 30080', /--node-port 80=…/],
  ['clusterip web -p 80@30000', /leave out @30000 of --port/],
])('svc new %s is refused', async (line, says) => {
  const outcome = await runNew(line.split(' '))
  expect(outcome.refused).toMatch(says)
})

test.each<[string, string]>([
  ['nodeport a --port 80 --kubernetes-version 1.34 --external-ip 2001:db8::9', 'externalIPs:'],
  ['web -p 80 --ip-family ipv6,ipv4', 'ipFamilyPolicy: PreferDualStack'],
  ['web -p 53 --udp 53', 'name: dns-udp'],
  ['clusterip web -p 80 --cluster-ip None', 'clusterIP: None'],
])('svc new %s is printed', async (line, shows) => {
  const outcome = await runNew(line.split(' '))
  expect(outcome.printed).toContain(shows)
})
