import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals'
import { writeFileAtomically } from '../../src/sources/files/write-file.ts'

const root = mkdtempSync(join(tmpdir(), 'svc-write-'))
let folder = ''
let file = ''

beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'))
  file = join(folder, 'a.yaml')
  writeFileSync(file, 'old\n')
})

afterAll(() => rmSync(root, { recursive: true }))

/** What a user reads where nothing may be written. */
function refusal(path: string, before?: string): string {
  try {
    writeFileAtomically(path, 'new\n', before === undefined ? {} : { before })
  } catch (error) {
    expect(error).toMatchObject({ code: 'input-unreadable', details: { file: path } })
    return (error as Error).message.replaceAll(`${folder}/`, '')
  }
  throw new Error(`${path} was written`)
}

const text = (name: string) => readFileSync(join(folder, name), 'utf8')

describe('what stays', () => {
  test.each([0o600, 0o640, 0o755])('the mode %o', (mode) => {
    chmodSync(file, mode)
    writeFileAtomically(file, 'new\n')
    expect(statSync(file).mode & 0o777).toBe(mode)
  })

  test('a symbolic link, to a file that is there and to one that is not', () => {
    symlinkSync('a.yaml', join(folder, 'link'))
    symlinkSync('link', join(folder, 'link-of-a-link'))
    symlinkSync('later.yaml', join(folder, 'dangling'))
    writeFileAtomically(join(folder, 'link-of-a-link'), 'new\n', { before: 'old\n' })
    writeFileAtomically(join(folder, 'dangling'), 'new\n', { before: '' })
    expect(
      ['link', 'link-of-a-link', 'dangling'].map((name) => lstatSync(join(folder, name)).isSymbolicLink()),
    ).toEqual([true, true, true])
    expect([text('a.yaml'), text('later.yaml')]).toEqual(['new\n', 'new\n'])
  })

  test('hard links: they are one file afterwards, too', () => {
    linkSync(file, join(folder, 'b.yaml'))
    writeFileAtomically(file, 'new\n', { before: 'old\n' })
    expect(text('b.yaml')).toBe('new\n')
    expect(statSync(file).ino).toBe(statSync(join(folder, 'b.yaml')).ino)
  })

  const isRoot = process.getuid?.() === 0
  ;(isRoot ? test : test.skip)('the owner, also when root writes', () => {
    execFileSync('chown', ['1234:1235', file])
    writeFileAtomically(file, 'new\n')
    expect(statSync(file)).toMatchObject({ uid: 1234, gid: 1235 })
  })

  test('nothing else in the folder', () => {
    writeFileAtomically(file, 'new\n', { before: 'old\n' })
    writeFileAtomically(join(folder, 'b.yaml'), 'new\n', { before: '' })
    expect(readdirSync(folder)).toEqual(['a.yaml', 'b.yaml'])
  })
})

describe('what is refused, and then nothing is changed', () => {
  test('a file that has changed since it was read, or has come or gone', () => {
    expect(refusal(file, 'older\n')).toBe('a.yaml has changed since it was read')
    expect(refusal(file, '')).toBe('a.yaml has changed since it was read')
    expect(refusal(join(folder, 'gone.yaml'), 'old\n')).toBe('gone.yaml has changed since it was read')
    expect(readdirSync(folder)).toEqual(['a.yaml'])
    expect(text('a.yaml')).toBe('old\n')
  })

  test('a read-only file', () => {
    chmodSync(file, 0o444)
    expect(refusal(file)).toBe('a.yaml is read-only')
    expect(text('a.yaml')).toBe('old\n')
  })

  test('a folder, a named pipe, a device, a link to itself', () => {
    mkdirSync(join(folder, 'sub'))
    execFileSync('mkfifo', [join(folder, 'pipe')])
    symlinkSync('loop', join(folder, 'loop'))
    expect(['sub', 'pipe', 'loop'].map((name) => refusal(join(folder, name)))).toEqual([
      'sub is a folder, not a file',
      'pipe is a named pipe, not a file',
      'loop is a link that leads to itself',
    ])
    expect(refusal('/dev/null')).toBe('/dev/null is a device, not a file')
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true)
  })

  test('a folder that is not there', () => {
    expect(refusal(join(folder, 'no', 'a.yaml'))).toBe('no/a.yaml cannot be written: there is no such folder')
  })

  test('while another process writes it', () => {
    const lock = join(folder, '.a.yaml.svc-lock')
    writeFileSync(lock, `${process.ppid}\n`)
    expect(refusal(file)).toBe('a.yaml is being written by another svc')
    expect(text('a.yaml')).toBe('old\n')
  })
})

test.each([
  ['a number above all that a kernel gives', '999999999\n'],
  ['no number yet', ''],
  ['a number that was cut off', String(process.ppid)],
  ['the text that was about to take the place of the file', 'new\n'],
])('what a killed process left does not hinder the next one: %s', (_, number) => {
  writeFileSync(join(folder, '.a.yaml.svc-lock'), number)
  writeFileSync(join(folder, '.a.yaml.svc-tmp'), 'hal')
  writeFileAtomically(file, 'new\n', { before: 'old\n' })
  expect(text('a.yaml')).toBe('new\n')
  expect(readdirSync(folder)).toEqual(['a.yaml'])
})

test('the lock of a minute ago is taken over, whichever program has the number by now', () => {
  const lock = join(folder, '.a.yaml.svc-lock')
  writeFileSync(lock, `${process.ppid}\n`)
  const before = Date.now() / 1000 - 61
  utimesSync(lock, before, before)
  writeFileAtomically(file, 'new\n', { before: 'old\n' })
  expect([text('a.yaml'), readdirSync(folder)]).toEqual(['new\n', ['a.yaml']])
})
