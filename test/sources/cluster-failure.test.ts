import { createServer } from 'node:net'
import { afterAll, afterEach, describe, expect, test } from '@jest/globals'
import {
  cleanUp,
  failureOf,
  kubeconfig,
  pods,
  read,
  readFrom,
  start,
  stopServers,
} from './cluster-fixtures.ts'
import * as api from './kubernetes-list-api.ts'

afterEach(stopServers)
afterAll(cleanUp)

describe('a server that is of no use is one sentence', () => {
  const forPods = (reply: api.Reply) => (seen: api.Seen) => (seen.resource === 'pods' ? reply : undefined)
  const cases: readonly (readonly [string, api.Reply, string])[] = [
    [
      '401',
      api.status(401, 'Unauthorized'),
      'SERVER (context "bed") does not accept the credentials (401); log in again; `kubectl auth whoami --context bed` asks the same way',
    ],
    [
      '500',
      api.status(500, 'etcd is\ngone', { 'Retry-After': '0' }),
      'SERVER (context "bed") answered 500 to the list of pods: etcd is gone; it was asked 11 times',
    ],
    [
      '429',
      api.status(429, '', { 'Retry-After': '0' }),
      'SERVER (context "bed") answered 429 to the list of pods; it was asked 11 times',
    ],
    [
      'plain HTTP to TLS',
      api.sentToTls,
      'answered 400 to the list of pods: Client sent an HTTP request to an HTTPS server.; check that `server`',
    ],
    ['410 twice', api.status(410, 'gone'), 'answered 410 to the list of pods: gone'],
    [
      'truncated JSON',
      api.truncated,
      'the API server SERVER (context "bed") answered the list of pods with something that is not JSON (application/json, ',
    ],
    [
      'a log-in page',
      api.body('<html>', 'text/html'),
      'with something that is not JSON (text/html, 6 characters); look for a proxy or a log-in page',
    ],
    ['JSON that is no list', api.body('[]', 'application/json'), 'with JSON that is not a list'],
    ['items that are no list', api.body('{"items":{}}', 'application/json'), 'with JSON that is not a list'],
    [
      'damaged gzip',
      api.badGzip,
      'cannot reach SERVER (context "bed"): its compressed answer is damaged or far too large',
    ],
    [
      'resets',
      api.resetMidBody,
      'cannot reach SERVER (context "bed"): it closed the connection before its answer was complete, 11 times; try again',
    ],
    [
      'no API server',
      api.body('nothing here', 'text/plain', 404),
      'SERVER (context "bed") does not look like an API server: it serves nothing; check `server` in the kubeconfig',
    ],
    [
      'a hang before the answer',
      api.silence,
      'cannot reach SERVER (context "bed"): it did not answer within 0.2 s; check the network',
    ],
    [
      'a hang in the answer',
      api.hang,
      'cannot reach SERVER (context "bed"): it did not answer within 0.2 s; check the network',
    ],
  ]
  test.each(cases)('%s', async (_, reply, expected) => {
    const server = await start({ objects: { pods: pods(3) }, reply: forPods(reply) })
    const { text } = await failureOf(readFrom(server, { requestTimeoutMs: 200 }))
    expect(text).toContain('cluster-unreachable: ')
    expect(text).toContain(expected.replaceAll('SERVER', server.url))
  })

  test('nothing listens', async () => {
    const server = await api.startListApi({ objects: {} })
    await server.close()
    const { text } = await failureOf(readFrom(server))
    expect(text).toContain(
      `cannot reach ${server.url} (context "bed"): the connection was refused; start the cluster`,
    )
  })

  test('no such host', async () => {
    const { text } = await failureOf(read(kubeconfig('http://user:secret@nowhere.invalid')))
    expect(text).toContain(
      'cannot reach http://nowhere.invalid (context "bed"): its host name cannot be resolved',
    )
    expect(text).not.toContain('secret')
  })

  test('something that is not HTTP', async () => {
    const listener = createServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n')).unref()
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
    const { port } = listener.address() as { port: number }
    const { text } = await failureOf(read(kubeconfig(`http://127.0.0.1:${port}`)))
    listener.close()
    expect(text).toContain('it does not speak HTTP')
  })
})
