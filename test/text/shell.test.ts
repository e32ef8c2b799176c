import { spawnSync } from 'node:child_process'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { inNamespace, kubectl, shellLine } from '../../src/text/shell.ts'

test.each([
  [kubectl('get', 'pods', ...inNamespace('shop'), '-l', 'app=web'), 'kubectl get pods -n shop -l app=web'],
  [kubectl('describe', 'node', 'n1', ...inNamespace(undefined)), 'kubectl describe node n1'],
  [
    kubectl('get', 'pods', '-o', 'jsonpath={.items[*].status}'),
    "kubectl get pods -o 'jsonpath={.items[*].status}'",
  ],
  [kubectl('get', 'pod', '; rm -rf /'), "kubectl get pod '; rm -rf /'"],
  [shellLine(['--from', 'deploy.yaml#Deployment/web']), '--from deploy.yaml#Deployment/web'],
  [shellLine(['#no', "it's", '']), "'#no' 'it'\\''s' ''"],
])('%s', (line, expected) => {
  expect(line).toBe(expected)
})

test('a shell reads back every word as it was', () => {
  const words = fc
    .sample(fc.string({ unit: 'grapheme' }), { numRuns: 200 })
    .map((word) => word.replaceAll('\0', ''))
  const { stdout } = spawnSync('sh', ['-c', `printf '%s\\0' ${shellLine(words)}`], { encoding: 'utf8' })
  expect(stdout.split('\0').slice(0, -1)).toEqual(words)
})
