import {
  cpSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { cacheFile, readCache, writeCache, type Compiled } from '../../src/launch/code-cache.ts'
import { openScripts } from '../../src/launch/scripts.ts'
import { resetV8Flags, setV8Flag } from '../../src/sources/v8-flags.ts'

let work: string
let file: string
const compiled = new Map([
  ['a.cjs', Buffer.from('code of a')],
  ['b.cjs', Buffer.from([0, 1, 2, 255])],
])
const build = '0123456789abcdef'
const fileOf = (command: string, env: Record<string, string>) => cacheFile({ command, build, env })

beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'svc-cache-'))
  file = fileOf('lint', { XDG_CACHE_HOME: work }) ?? ''
})
afterEach(() => rmSync(work, { recursive: true, force: true }))

describe('where code is kept', () => {
  test('in the folder of the user, apart for each build and each version of Node', () => {
    const folder = join('kubectl-svc', `${build}-${process.version}-${process.arch}`)
    expect(file).toBe(join(work, folder, 'lint'))
    if (process.platform === 'linux')
      expect(fileOf('lint', { HOME: '/home/ada' })).toBe(join('/home/ada/.cache', folder, 'lint'))
  })

  test.each([
    ['no folder of a user', 'lint', {}],
    ['a relative folder', 'lint', { XDG_CACHE_HOME: 'cache', HOME: '' }],
    ['NODE_DISABLE_COMPILE_CACHE', 'lint', { HOME: '/home/ada', NODE_DISABLE_COMPILE_CACHE: '1' }],
    ['what is no command', '../../x', { HOME: '/home/ada' }],
    ['a flag', '--help', { HOME: '/home/ada' }],
  ])('nowhere with %s', (_, command, env) => {
    if (process.platform !== 'win32') expect(fileOf(command, env)).toBeUndefined()
  })
})

describe('what is kept', () => {
  test('comes back as it was, and only its owner may read it', () => {
    writeCache(file, compiled)
    expect([...(readCache(file) ?? [])]).toEqual([...compiled])
    expect(existsSync(`${file}.${process.pid}`)).toBe(false)
  })

  test('is not taken with a byte changed, or cut off anywhere', () => {
    writeCache(file, compiled)
    const whole = readFileSync(file)
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = Buffer.from(whole)
        bytes.writeUInt8(bytes.readUInt8(at) ^ change, at)
        writeFileSync(file, bytes)
        expect(readCache(file)).toBeUndefined()
        writeFileSync(file, whole.subarray(0, at))
        expect(readCache(file)).toBeUndefined()
      }),
    )
  })

  test('is not taken where others may write', () => {
    writeCache(file, compiled)
    chmodSync(file, 0o620)
    expect(readCache(file)).toBeUndefined()
    chmodSync(file, 0o600)
    chmodSync(dirname(file), 0o777)
    expect(readCache(file)).toBeUndefined()
    chmodSync(dirname(file), 0o700)
    expect(readCache(file)).toBeDefined()
  })

  test('is not taken through a folder that is a link', () => {
    writeCache(file, compiled)
    renameSync(dirname(file), join(work, 'elsewhere'))
    symlinkSync(join(work, 'elsewhere'), dirname(file))
    expect(readCache(file)).toBeUndefined()
  })

  test('takes the place of what other builds kept, and of nothing else', () => {
    const others = ['fedcba9876543210-v20.19.0-x64', 'notes'].map((name) => join(work, 'kubectl-svc', name))
    for (const folder of others) mkdirSync(folder, { recursive: true })
    writeCache(file, compiled)
    expect(others.map((folder) => existsSync(folder))).toEqual([false, true])
  })

  test('is nothing where nothing can be written', () => {
    writeFileSync(join(work, 'kubectl-svc'), 'a file')
    writeCache(file, compiled)
    expect(readCache(file)).toBeUndefined()
  })
})

describe('scripts', () => {
  const script = (code: string) => `(function(exports,require,module){${code}})`
  const open = (before?: ReadonlyMap<string, Uint8Array>) => openScripts(work, before)
  beforeEach(() => {
    writeFileSync(
      join(work, 'main.cjs'),
      script(
        'const path = require("node:path"), { twice } = require("./shared.cjs"); exports.run = (x) => path.posix.join("/", twice(x))',
      ),
    )
    writeFileSync(
      join(work, 'shared.cjs'),
      script('const { depth } = require("./main.cjs"); module.exports = { twice: (x) => x + x, depth }'),
    )
  })

  test('require each other, also in a circle, and modules of Node', () => {
    expect((open().load('main.cjs') as { run: (x: string) => string }).run('a')).toBe('/aa')
  })

  test('are compiled once', () => {
    const first = open()
    first.load('main.cjs')
    expect(first.compiledAny()).toBe(true)
    const second = open(first.compiled())
    second.load('main.cjs')
    expect(second.compiledAny()).toBe(false)
    writeFileSync(join(work, 'main.cjs'), script('exports.run = 1'))
    const third = open(first.compiled())
    expect(third.load('main.cjs')).toEqual({ run: 1 })
    expect(third.compiledAny()).toBe(true)
  })

  test('are kept also of a run that changed the flags of V8, under those of the next one', () => {
    const compiledAfter = (setBack: () => void) => {
      const long = open()
      long.load('shared.cjs')
      setV8Flag('interrupt-budget', 500_000, 67_584)
      long.load('main.cjs')
      setBack()
      const compiled = long.compiled()
      resetV8Flags()
      return compiled
    }
    const isUsed = (compiled: Compiled) => {
      // by the name of its file V8 would know a script again
      const other = mkdtempSync(join(tmpdir(), 'svc-scripts-'))
      cpSync(work, other, { recursive: true })
      const next = openScripts(other, compiled)
      next.load('main.cjs')
      rmSync(other, { recursive: true })
      return !next.compiledAny()
    }
    expect(isUsed(compiledAfter(resetV8Flags))).toBe(true)
    expect(isUsed(compiledAfter(() => undefined))).toBe(false)
  })
})
