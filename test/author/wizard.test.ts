import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { runWizard } from '../../src/commands/new/wizard.ts'
import { Interrupted } from '../../src/errors.ts'
import { runNew } from '../real/run-new.ts'

// the wizard's questions over a stream; at a real terminal it is asked in test/real/control-plane/wizard.test.ts
const home = process.cwd()
const folder = mkdtempSync(join(tmpdir(), 'svc-wizard-'))
const pods = { containers: [{ name: 'main', image: 'm', ports: [{ name: 'http', containerPort: 8080 }] }] }
const workload = (kind: string, name: string, spec: object = {}) =>
  JSON.stringify({
    apiVersion: 'apps/v1',
    kind,
    metadata: { name },
    spec: {
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: pods },
      ...spec,
    },
  })

beforeAll(() => {
  const documents = [workload('Deployment', 'web'), workload('StatefulSet', 'db', { serviceName: 'peers' })]
  writeFileSync(join(folder, 'deploy.yaml'), documents.join('\n---\n'))
  process.chdir(folder)
})
afterAll(() => {
  process.chdir(home)
  rmSync(folder, { recursive: true })
})

/** Answers one question after the other; the input ends behind the last answer. */
async function walk(answers: readonly string[]) {
  const [input, output] = [new PassThrough(), new PassThrough()]
  const left = [...answers]
  let [shown, questions] = ['', 0]
  output.on('data', (chunk: Buffer) => {
    shown += chunk.toString()
    if (!shown.endsWith(': ')) return
    questions++
    const answer = left.shift()
    if (answer === undefined) input.end()
    else input.write(`${answer}\n`)
  })
  const words = await runWizard({ input, output }).catch((error: unknown) => error)
  return { words, shown, left, questions }
}

describe('the wizard', () => {
  test.each<[string, readonly string[], string]>([
    ['all that it proposes', ['', '', '', '', ''], 'clusterip web --from deploy.yaml#Deployment/web'],
    [
      'a StatefulSet',
      ['2', '', '', '', 'y', 'service.yaml'],
      'headless peers --from deploy.yaml#StatefulSet/db --publish-not-ready --into service.yaml',
    ],
    ['a NodePort', ['3', '2', 'api', 'app=api', '80:8080', 'n', ''], 'nodeport api --port 80:8080'],
    [
      'a LoadBalancer',
      ['3', '3', 'api', 'app=other', 'http=80', 'yes', ''],
      'loadbalancer api --selector app=other --port http=80 --external-traffic-policy local',
    ],
    ['a headless Service without ports', ['3', '4', 'api', '', '', 'n', ''], 'headless api'],
    [
      'an alias',
      ['3', '5', 'models', 'models.example.com', 'none'],
      'externalname models --external-name models.example.com',
    ],
    [
      'help on the way',
      ['1', '6', '2', 'web', '', 'n', ''],
      'nodeport web --from deploy.yaml#Deployment/web',
    ],
  ])('%s', async (_, answers, line) => {
    const { words, left, questions } = await walk(answers)
    expect(words).toEqual(line.split(' '))
    expect(left).toEqual([])
    expect(questions).toBeLessThanOrEqual(7)
    const { printed, said } = await runNew(line.split(' '))
    expect(printed === '' ? said : printed).toMatch(/kind: Service|service\.yaml written/)
  })

  test('asks again when an answer cannot be, and says what can', async () => {
    const wrong = ['9', 'x', '1', '0', '1', 'Web', 'web', '70000', '80', 'service.json', 'none']
    const { words, shown } = await walk(wrong)
    expect(words).toEqual('clusterip web --from deploy.yaml#Deployment/web --port 80'.split(' '))
    expect(shown).toContain('"9" is not one of them: 1 to 3')
    expect(shown).toMatch(/"Web" cannot be a name: it must be lower-case/)
    expect(shown).toMatch(/70000.*from 1 to 65535/)
    expect(shown).toContain('"service.json" is not a YAML file')
  })

  test('goes back, as far as the first question', async () => {
    const { words, shown } = await walk(['1', '<', '<', '3', '3', 'api', '<', '<', '1', 'api', '', '80', ''])
    expect(words).toEqual('clusterip api --port 80'.split(' '))
    // what was answered is not shown again
    expect(shown.match(/Which pods does it lead to/g)?.length).toBe(3)
  })

  test.each([0, 1, 2, 3, 4])('ends where the input ends, after %d answers', async (answered) => {
    const { words, shown } = await walk(['3', '1', 'api', 'app=api'].slice(0, answered))
    expect(words).toBeInstanceOf(Interrupted)
    expect(shown.endsWith('\n')).toBe(true)
  })

  test('takes answers that come early', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()]
    output.resume()
    input.end(['3', '1', 'api', '', '80', 'none', ''].join('\n'))
    expect(await runWizard({ input, output })).toEqual('clusterip api --port 80'.split(' '))
  })
})
