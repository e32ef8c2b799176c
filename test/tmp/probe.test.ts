import { test } from '@jest/globals'
import { lint } from '../../src/lint/lint.ts'
import { rules } from '../../src/rules/index.ts'
import { worldOfYaml, complete, partial } from '../world-of.ts'
const show = (name: string, y: string, cov = [complete]) => { try { const w = worldOfYaml(y, cov); const r = lint(w, rules); console.log(name, r.findings.map(f => `${f.rule} ${f.verdict} ${f.message} | ${f.hint}`), w.unread.map(u=>u.because)) } catch (e) { console.log(name, 'THROWS', (e as Error).stack?.split('\n').slice(0,3).join(' ')) } }
test('probe', () => {
  for (const rule of rules) { show(`${rule.id} bad`, rule.bad); show(`${rule.id} bad partial`, rule.bad, [partial]); show(`${rule.id} good`, rule.good); show(`${rule.id} good partial`, rule.good, [partial]) }
  const svc = 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {app: a}, ports: [{port: 80}]}\n---\n'
  show('annotations null', 'apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  annotations:\nspec: {ports: []}')
  show('labels null', svc + 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels:\nspec: {containers: []}')
  show('args null', svc + 'apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {app: a}}\nspec:\n  containers:\n  - name: x\n    args:\n    env:\n    ports: [{containerPort: 1}]\n')
  show('template null', svc + 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: }\n')
  show('rules null', 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\nspec: {rules: }\n')
  show('status null', svc + 'apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {app: a}}\nspec: {containers: []}\nstatus:\n')
  show('empty label', 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {app: }, ports: [{port: 80}]}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {app: }}\nspec: {containers: []}')
})
