import { spawnSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { openSink } from '../../src/commands/shared/process-io.ts'

const work = mkdtempSync(join(tmpdir(), 'svc-io-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))

const noStream = () => {
  throw new Error('it needs no stream of Node')
}
const noFailure = (error: Error) => {
  throw error
}
const onUnix = process.platform === 'win32' ? test.skip : test

onUnix('a file gets each text at once', () => {
  const file = join(work, 'out')
  const fd = openSync(file, 'w')
  const { sink, isFlushed } = openSink(fd, noStream, noFailure)
  sink.write('one Ω\n')
  sink.write('two\n')
  expect([readFileSync(file, 'utf8'), isFlushed(), sink.isTTY]).toEqual(['one Ω\ntwo\n', true, undefined])
  closeSync(fd)
})

onUnix('a full pipe that does not wait gets the rest, in order, when there is room', async () => {
  const pipe = join(work, 'pipe')
  spawnSync('mkfifo', [pipe])
  const fd = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK)
  const { sink, isFlushed } = openSink(
    fd,
    () => new Socket({ fd, writable: true, readable: false }),
    noFailure,
  )
  const texts = ['a'.repeat(50_000), 'Ω'.repeat(50_000), 'b'.repeat(100_000)]
  for (const text of texts) sink.write(text)
  expect(isFlushed()).toBe(false)
  const parts: Buffer[] = []
  const length = Buffer.byteLength(texts.join(''))
  for (let read = 0; read < length; await new Promise((resolve) => setImmediate(resolve))) {
    const part = Buffer.alloc(65_536)
    try {
      const bytes = readSync(fd, part)
      parts.push(part.subarray(0, bytes))
      read += bytes
    } catch (error) {
      expect(error).toMatchObject({ code: 'EAGAIN' })
    }
  }
  expect(Buffer.concat(parts).equals(Buffer.from(texts.join('')))).toBe(true)
  expect(isFlushed()).toBe(true)
})

onUnix('what cannot be written is told, and nothing is thrown', () => {
  const fd = openSync(join(work, 'out'), 'r')
  const codes: (string | undefined)[] = []
  const { sink } = openSink(fd, noStream, ({ code }) => codes.push(code))
  sink.write('text')
  expect(codes).toEqual(['EBADF'])
  closeSync(fd)
})
