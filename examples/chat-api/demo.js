// Runs the real command line over a copy of this folder, step by step, and fails when a step is not as expected.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const svcBin = join(here, '..', '..', 'bin', 'run.js')
const work = mkdtempSync(join(tmpdir(), 'svc-demo-'))
const manifests = ['model-server.yaml', 'service.yaml', 'client.yaml']
const color = process.stdout.isTTY === true && !process.env.NO_COLOR

/** What went wrong, step by step; empty at the end of a good run. */
const failures = []

function step(title) {
  process.stdout.write(`\n${color ? '\u001B[1m' : ''}# ${title}${color ? '\u001B[0m' : ''}\n`)
}

/** Runs one command, prints it and its output, and holds both against what is expected. */
function svc(args, { exitCode, says }) {
  process.stdout.write(`\n$ svc ${args.join(' ')}\n`)
  const columns = String(process.stdout.columns ?? 80)
  const env = { ...process.env, COLUMNS: columns, ...(color ? { FORCE_COLOR: '1' } : {}) }
  const { status, stdout, stderr } = spawnSync(process.execPath, [svcBin, ...args], {
    cwd: work,
    env,
    encoding: 'utf8',
  })
  process.stdout.write(stderr + stdout)
  const plain = (stderr + stdout).replaceAll(/\u001B\[\d+m/g, '')
  expect(status === exitCode, `svc ${args.join(' ')}: exit code ${status}, expected ${exitCode}`)
  for (const text of says) expect(plain.includes(text), `svc ${args.join(' ')}: does not say "${text}"`)
}

function expect(condition, message) {
  if (!condition) failures.push(message)
}

function read(name) {
  return readFileSync(join(work, 'chat-api', name), 'utf8')
}

function comments(text) {
  return text.split('\n').flatMap((line) => (line.includes('#') ? line.slice(line.indexOf('#')) : []))
}

try {
  for (const name of manifests) cpSync(join(here, name), join(work, 'chat-api', name))

  step('Three mistakes in three files: what lint says')
  svc(['lint', 'chat-api/'], {
    exitCode: 1,
    says: [
      'chat-api/service.yaml:8:10 error [selector-matches-nothing]',
      'chat-api/service.yaml:11:19 error [target-port-name-unknown]',
      'chat-api/client.yaml:22:22 error [client-uses-target-port]',
      'carries "app=chat-api"',
      'declared there: "http"',
      'use port 80',
      '3 errors',
    ],
  })

  step('The request of the client, hop by hop')
  svc(['trace', 'chat-api', '--from', 'deploy/frontend', '-f', 'chat-api/'], {
    exitCode: 1,
    says: ['BROKEN chat-api at service', 'has no port 8080', 'it listens on 80'],
  })

  step('The Service itself')
  svc(['trace', 'chat-api', '-f', 'chat-api/'], {
    exitCode: 1,
    says: ['BROKEN chat-api at endpoints', 'selector "app=chat-apl" matches no pod'],
  })

  step('Mended in the files, comments kept')
  const before = manifests.map((name) => comments(read(name)))
  svc(['lint', 'chat-api/', '--fix'], {
    exitCode: 0,
    says: ['fixed chat-api/service.yaml', 'fixed chat-api/client.yaml', 'nothing wrong'],
  })
  expect(
    JSON.stringify(manifests.map((name) => comments(read(name)))) === JSON.stringify(before),
    'a comment was lost',
  )

  step('Both pass')
  svc(['lint', 'chat-api/'], { exitCode: 0, says: ['nothing wrong'] })
  svc(['trace', 'chat-api', '--from', 'deploy/frontend', '-f', 'chat-api/'], {
    exitCode: 0,
    says: ['WORKS chat-api', '5 pods expected from Deployment chat-model'],
  })

  step('Scaled to 10 replicas: nothing changes for the client')
  const client = read('client.yaml')
  const service = read('service.yaml')
  writeFileSync(
    join(work, 'chat-api', 'model-server.yaml'),
    read('model-server.yaml').replace('replicas: 5', 'replicas: 10'),
  )
  svc(['lint', 'chat-api/'], { exitCode: 0, says: ['nothing wrong'] })
  svc(['trace', 'chat-api', '--from', 'deploy/frontend', '-f', 'chat-api/'], {
    exitCode: 0,
    says: ['WORKS chat-api', '10 pods expected from Deployment chat-model'],
  })
  expect(
    read('client.yaml') === client && read('service.yaml') === service,
    'scaling changed the client or the Service',
  )
} finally {
  rmSync(work, { recursive: true, force: true })
}

if (failures.length > 0) {
  process.stderr.write(
    `\nthe demo did not go as expected:\n${failures.map((line) => `  ${line}\n`).join('')}`,
  )
  process.exitCode = 1
} else process.stdout.write('\nevery step went as expected\n')
