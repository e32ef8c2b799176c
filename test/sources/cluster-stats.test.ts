import { Writable } from 'node:stream'
import { afterAll, afterEach, expect, jest, test } from '@jest/globals'
import { Progress } from '../../src/commands/shared/progress.ts'
import { kinds } from '../../src/world/kinds.ts'
import { svc } from '../svc.ts'
import { cleanUp, kubeconfig, start, stopServers, write } from './cluster-fixtures.ts'

afterEach(stopServers)
afterAll(cleanUp)

const service = {
  metadata: { name: 'web', namespace: 'shop' },
  spec: { clusterIP: '10.96.0.7', ports: [{ port: 80 }] },
}
const objects = {
  ...Object.fromEntries(Object.values(kinds).map(({ resource }) => [resource, []])),
  services: [service],
}

test.each([['trace', 'web'], ['lint'], ['ls'], ['endpoints', 'web'], ['who', 'web']])(
  'svc %s --stats counts what was asked, on stderr',
  async (...words) => {
    const server = await start({ objects })
    const argv = [...words, '-n', 'shop', '--kubeconfig', write(kubeconfig(server.url))]
    const plain = await svc(argv)
    const before = server.seen.length
    const { stdout, stderr } = await svc([...argv, '--stats'])
    expect(stdout).toBe(plain.stdout)
    const [all = '', ...steps] = stderr.replace(plain.stderr, '').trimEnd().split('\n')
    expect(all).toMatch(/^read of the cluster +\d+ requests +\d+ bytes +\d+ ms$/)
    const requestsIn = (line: string) => Number(/ (\d+) requests? /.exec(line)?.[1])
    expect(requestsIn(all)).toBe(server.seen.length - before)
    expect(steps.reduce((sum, line) => sum + requestsIn(line), 0)).toBe(requestsIn(all))
    expect(steps.join('\n')).toMatch(/^ {2}services\b.* 1 request +\d+ bytes +\d+ ms$/m)
  },
)

class Terminal extends Writable {
  readonly isTTY: boolean
  text = ''

  constructor(isTTY: boolean) {
    super()
    this.isTTY = isTTY
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString()
    done()
  }
}

test.each([
  [true, {}, '\r\u001b[K12 pages\r\u001b[K14 pages\r\u001b[K'],
  [true, { CI: 'true' }, ''],
  [true, { TERM: 'dumb' }, ''],
  [false, {}, ''],
])('progress after a second, on a terminal alone: %s %j', (isTTY, env, expected) => {
  jest.useFakeTimers()
  const stderr = new Terminal(isTTY)
  const progress = new Progress({ stdin: process.stdin, stdout: process.stdout, stderr, env })
  for (let page = 1; page <= 14; page++) {
    jest.advanceTimersByTime(page < 13 ? 90 : 60)
    progress.at(() => `${page} pages`)
  }
  progress.end()
  progress.end()
  expect(stderr.text).toBe(expected)
  jest.useRealTimers()
})

test.each([
  [true, '\r\u001b[Kreading all.json: 40 MiB\r\u001b[K'],
  [false, ''],
])('what takes long and cannot say how far it got is shown at once: %s', (isTTY, expected) => {
  const stderr = new Terminal(isTTY)
  const progress = new Progress({ stdin: process.stdin, stdout: process.stdout, stderr, env: {} })
  progress.long('reading all.json: 40 MiB')
  progress.end()
  expect(stderr.text).toBe(expected)
})
