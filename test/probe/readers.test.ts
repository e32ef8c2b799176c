import { describe, expect, test } from '@jest/globals'
import { readClientOutput } from '../../src/probe/client-output.ts'
import { dnsQuery, dnsReply } from '../../src/probe/dns-message.ts'
import { metByProxy } from '../../src/probe/met-by-proxy.ts'
import { listenersIn } from '../../src/probe/socket-table.ts'

const status = (message: string) => ({
  status: 503,
  headers: {},
  body: JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message, code: 503 }),
})
const trying = (error: string) => status(`error trying to reach service: ${error}`)

describe('what the API server says of a program', () => {
  test.each([
    ['dial tcp 10.244.1.3:81: connect: connection refused', 'refused', undefined],
    ['dial tcp 10.244.1.3:81: i/o timeout', 'time-out', undefined],
    ['dial tcp 10.244.1.3:81: connect: no route to host', 'no-route', undefined],
    ['EOF', 'closed', undefined],
    ['read tcp 10.0.0.1:2->10.244.1.3:81: read: connection reset by peer', 'closed', undefined],
    ['tls: first record does not look like a TLS handshake', 'closed', undefined],
    ['http: server gave HTTP response to HTTPS client', 'answered', 'HTTP/1.1'],
    [
      String.raw`net/http: HTTP/1.x transport connection broken: malformed HTTP response "\x15\x03\x01\x00\x02\x02"`,
      'answered',
      'TLS',
    ],
    [String.raw`malformed HTTP response "\x00\x00\x06\x04\x00\x00"`, 'answered', 'HTTP/2'],
    ['malformed HTTP response "-ERR unknown command"', 'closed', undefined],
    ['something new', 'unclear', undefined],
  ])('%s', (error, outcome, protocol) => {
    const met = metByProxy(trying(error))
    expect({ outcome: met.outcome, protocol: met.speech?.protocol }).toEqual({ outcome, protocol })
  })

  test.each([
    [503, 'upstream connect error', 'answered', 'HTTP/1.1'],
    [404, 'not here', 'answered', 'HTTP/1.1'],
    [400, 'Client sent an HTTP request to an HTTPS server.\n', 'answered', 'TLS'],
    [400, '<center>The plain HTTP request was sent to HTTPS port</center>', 'answered', 'TLS'],
    // a program that is an API server itself says so of its own things
    [503, JSON.stringify({ kind: 'Status', message: 'storage is (re)initializing' }), 'answered', 'HTTP/1.1'],
  ])('the program itself answers %d: %s', (code, body, outcome, protocol) => {
    const met = metByProxy({ status: code, headers: {}, body })
    expect({ outcome: met.outcome, protocol: met.speech?.protocol }).toEqual({ outcome, protocol })
  })

  test('keeps of the headers Server and Location, without what may be secret', () => {
    const headers = {
      server: 'nginx',
      location: 'https://user:pass@login.example/a?token=t#f',
      'set-cookie': ['session=1'],
    }
    const { speech } = metByProxy({ status: 302, headers, body: 'secret' })
    expect(speech).toEqual({
      protocol: 'HTTP/1.1',
      status: 302,
      server: 'nginx',
      location: 'https://login.example/a',
    })
  })
})

describe('the table of sockets', () => {
  const head =
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'
  const row = (address: string, state: string) =>
    `   0: ${address} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 1 1\n`

  test.each([
    ['00000000:1F90', '0.0.0.0', 8080],
    ['0100007F:1F90', '127.0.0.1', 8080],
    ['0301F40A:0050', '10.244.1.3', 80],
    ['00000000000000000000000000000000:1F90', '::', 8080],
    ['00000000000000000000000001000000:1F90', '::1', 8080],
    ['0000000000000000FFFF00000100007F:1F90', '127.0.0.1', 8080],
  ])('%s', (text, address, port) => {
    expect(listenersIn(head + row(text, '0A'))).toEqual([{ address, port }])
  })

  test('takes sockets that listen, and no text of anything else', () => {
    expect(listenersIn(head + row('0100007F:1F90', '01'))).toEqual([])
    expect(listenersIn('cat: not found')).toBeUndefined()
  })

  test('of datagrams those without a peer', () => {
    const text = head + row('00000000:0035', '07') + row('0301F40A:A000', '01')
    expect(listenersIn(text, 'UDP')).toEqual([{ address: '0.0.0.0', port: 53 }])
  })
})

describe('DNS', () => {
  const answer = (id: number, code: number, records: readonly (readonly [number, readonly number[]])[]) => {
    const question = dnsQuery(id, 'web.shop.svc.cluster.local.', 'A').subarray(14)
    const header = Buffer.from([0, id, 0x81, 0x80 | code, 0, 1, 0, records.length, 0, 0, 0, 0])
    const body = records.map(([type, data]) =>
      Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 5, 0, data.length, ...data]),
    )
    const message = Buffer.concat([header, question, ...body])
    return Buffer.concat([Buffer.from([message.length >> 8, message.length & 0xff]), message])
  }

  test('reads addresses of both families, and no other record', () => {
    const bytes = answer(1, 0, [
      [1, [10, 96, 0, 7]],
      [28, [0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9]],
      [16, [1, 65]],
    ])
    expect(dnsReply(bytes, 1)).toEqual({ code: 0, addresses: ['10.96.0.7', 'fd00:0:0:0:0:0:0:9'] })
  })

  test('waits for all of it, and takes no answer to another question', () => {
    const bytes = answer(1, 3, [])
    for (let length = 0; length < bytes.length; length++)
      expect(dnsReply(bytes.subarray(0, length), 1)).toBeUndefined()
    expect(dnsReply(bytes, 1)).toEqual({ code: 3, addresses: [] })
    expect(dnsReply(bytes, 2)).toBeUndefined()
  })

  test('takes the addresses that come along with an answer to SRV', () => {
    const bytes = answer(1, 0, [
      [33, [0, 0, 0, 100, 0, 80, 0]],
      [1, [10, 96, 0, 7]],
    ])
    // one answer, and one additional record
    bytes.writeUInt16BE(1, 8)
    bytes.writeUInt16BE(1, 12)
    expect(dnsReply(bytes, 1)?.addresses).toEqual(['10.96.0.7'])
    expect(dnsQuery(1, '_http._tcp.web.', 'SRV').subarray(-4)).toEqual(Buffer.from([0, 33, 0, 1]))
  })

  test('an answer that is cut inside of a record is none', () => {
    const bytes = answer(1, 0, [[1, [10, 96, 0, 7]]])
    const cut = Buffer.from(bytes.subarray(0, bytes.length - 8))
    cut.writeUInt16BE(cut.length - 2)
    expect(dnsReply(cut, 1)).toBeUndefined()
  })
})

describe('the output of the script in the client', () => {
  test.each([
    ['nc 0 0', '10.96.0.7 (10.96.0.7:80) open', 'open'],
    ['nc 1 0', 'nc: 10.96.0.7 (10.96.0.7:80): Connection refused', 'refused'],
    ['nc 1 2', 'nc: timed out', 'time-out'],
    ['nce 1 2', '', 'time-out'],
    ['nce 1 0', '', 'unclear'],
    ['wget 139 0', 'Segmentation fault', 'unclear'],
    ['wget 1 0', 'wget: server returned error: HTTP/1.1 404 Not Found', 'open'],
    ['curl 52 0', 'curl: (52) Empty reply\nsvc-connected-after 0.000412', 'open'],
    ['curl 28 2', 'svc-connected-after 0.000000', 'unclear'],
    ['curl 28 2', 'curl: (28) Connection timed out after 2001 ms\nsvc-connected-after 0.000000', 'time-out'],
    ['python3 1 0', '[Errno 113] No route to host', 'no-route'],
    ['nc 1 0', "nc: bad address 'web'", 'unclear'],
  ])('%s: %s', (run, said, outcome) => {
    const lines = said.split('\n').map((line) => `svc-said 10.96.0.7 80 ${line}`)
    const { met } = readClientOutput([`svc-met ${run} 10.96.0.7 80`, ...lines, 'svc-end'].join('\n'))
    expect(met.map((each) => ({ to: each.to, outcome: each.met.outcome }))).toEqual([
      { to: '10.96.0.7:80', outcome },
    ])
  })

  test.each([
    ['53/UDP', 'nslookup 0 0', 'Server: 10.96.0.7\nName: kubernetes', 'answered', 'DNS', undefined],
    ['53/UDP', 'nslookup 1 0', "** server can't find kubernetes: NXDOMAIN", 'answered', 'DNS', undefined],
    [
      '53/UDP',
      'nslookup 1 5',
      ';; connection timed out; no servers could be reached',
      'time-out',
      undefined,
      undefined,
    ],
    ['53/UDP', 'nslookup 143 4', '', 'time-out', undefined, undefined],
    ['53/UDP', 'nslookup 1 0', 'read: Connection refused', 'refused', undefined, undefined],
    ['80/HTTP', 'curl 0 0', 'HTTP/1.1 404 Not Found\nServer: nginx', 'answered', 'HTTP/1.1', 404],
    ['80/HTTP', 'nc 0 1', 'HTTP/1.1 200 OK\nX: y\n\nHTTP/1.1 500 in the body', 'answered', 'HTTP/1.1', 200],
    ['80/HTTP', 'nc 1 0', 'nc: Connection refused', 'refused', undefined, undefined],
  ])('%s: %s: %s', (port, run, said, outcome, protocol, code) => {
    const lines = said.split('\n').map((line) => `svc-said 10.96.0.7 ${port} ${line}`)
    const { met } = readClientOutput([`svc-met ${run} 10.96.0.7 ${port}`, ...lines, 'svc-end'].join('\n'))
    const [first] = met
    expect(first?.to).toBe(port === '53/UDP' ? '10.96.0.7:53/UDP' : '10.96.0.7:80')
    expect(first?.met.outcome).toBe(outcome)
    expect({ protocol: first?.met.speech?.protocol, status: first?.met.speech?.status }).toEqual({
      protocol,
      status: code,
    })
  })

  test.each([
    ['getent 0', ['10.96.0.7     STREAM web', '10.96.0.7     DGRAM  '], ['10.96.0.7'], undefined],
    ['getent 2', [], [], 'no-such-name'],
    ['getent 124', [], [], 'no-answer'],
    ['ping 1', ['PING web (10.96.0.7): 56 data bytes'], ['10.96.0.7'], undefined],
    [
      'nslookup 0',
      ['Server:\t10.96.0.10', 'Address:\t10.96.0.10:53', '', 'Name:\tweb', 'Address: 10.96.0.7'],
      ['10.96.0.7'],
      undefined,
    ],
    ['node 1', ['EAI_AGAIN'], [], 'no-answer'],
  ])('%s', (run, said, addresses, failed) => {
    const text = [`svc-lookup ${run}`, ...said.map((line) => `svc-answer ${line}`), 'svc-end'].join('\n')
    const { lookup } = readClientOutput(text)
    expect({ addresses: lookup?.addresses, failed: lookup?.failed }).toEqual({ addresses, failed })
  })
})
