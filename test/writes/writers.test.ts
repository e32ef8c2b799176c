import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { cleanUp, stopServers } from '../sources/cluster-fixtures.ts'
import { svc } from '../svc.ts'
import { withDisk, type Change, type Fault } from './failing-disk.ts'
import { clusterFlags, inputName, manifest, writers, type Writer } from './writers.ts'

/**
 * Everything that writes a file, at every call that changes the disk: the call fails, or it is the last one of a process that is
 * killed. The file is the old one or the new one, nothing is left next to it, and the next run is as if nothing had been.
 */

const root = mkdtempSync(join(tmpdir(), 'svc-writers-'))
let cluster: readonly string[] = []
beforeAll(async () => {
  cluster = await clusterFlags()
})
afterAll(async () => {
  await stopServers()
  cleanUp()
  rmSync(root, { recursive: true })
})

const target = 'target.yaml'

/** A folder with the old file, and what is read. */
function folderFor({ old, input }: Writer): string {
  const folder = mkdtempSync(join(root, 'case-'))
  if (input === true) writeFileSync(join(folder, inputName), manifest)
  if (old !== undefined) writeFileSync(join(folder, target), old)
  return folder
}

const run = (writer: Writer, file: string, folder: string) =>
  svc([...writer.argv(file), ...(writer.needsCluster === true ? cluster : [])], { cwd: folder })

const textIn = (folder: string) =>
  existsSync(join(folder, target)) ? readFileSync(join(folder, target), 'utf8') : undefined
const namesFor = ({ input }: Writer) => (input === true ? [inputName, target] : [target])

/** A snapshot and a report say when they were made. */
const timeless = (text: string | undefined) =>
  text?.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z|\b1[67]\d{8}(?:\.\d+)?\b|seconds: \d+/g, 'TIME')

async function written(writer: Writer): Promise<{ text: string | undefined; changes: readonly Change[] }> {
  const folder = folderFor(writer)
  const changes = await withDisk(folder, {
    before: () => undefined,
    work: async () => {
      const { status, stderr } = await run(writer, join(folder, target), folder)
      expect([status, status < 2 ? '' : stderr]).toEqual([status < 2 ? status : 0, ''])
    },
  })
  expect(readdirSync(folder).toSorted()).toEqual(namesFor(writer))
  const text = textIn(folder)
  expect(text).not.toBe(writer.old)
  return { text, changes }
}

/** Runs it with a fault at some changes; the file is then whole. Out: what became of it. */
async function failing(
  writer: Writer,
  faultAt: (change: Change) => Fault | undefined,
  expected: string | undefined,
) {
  const folder = folderFor(writer)
  let status = 0
  await withDisk(folder, {
    before: faultAt,
    work: async () => {
      ;({ status } = await run(writer, join(folder, target), folder))
    },
  })
  const text = textIn(folder)
  const isNew = timeless(text) === timeless(expected)
  expect([isNew, text]).toEqual([isNew, isNew ? text : writer.old])
  return { folder, status, isNew }
}

describe.each(Object.keys(writers))('%s', (name) => {
  const writer = writers[name] as Writer
  const eachFault = writer.isAlike === true && process.env['FULL'] === undefined ? test.skip : test

  eachFault('a full disk, or one that fails, at any call', async () => {
    const { text, changes } = await written(writer)
    for (const { number, call } of changes)
      for (const error of call === 'writeSync' ? ['ENOSPC', 'EIO'] : ['EIO']) {
        const fault = { error, half: true }
        const { folder, status, isNew } = await failing(
          writer,
          (change) => (change.number === number ? fault : undefined),
          text,
        )
        // a lock or a copy that cannot even be removed stays, and is taken over
        if (call !== 'rmSync')
          expect([call, readdirSync(folder)]).toEqual([
            call,
            isNew || writer.old !== undefined
              ? namesFor(writer)
              : namesFor(writer).filter((each) => each !== target),
          ])
        expect([call, status]).toEqual([call, isNew ? expect.any(Number) : 4])
      }
  })

  eachFault('killed at any call', async () => {
    const { text, changes } = await written(writer)
    for (const { number, call } of changes) {
      const dead = { error: 'EIO', half: true }
      const { folder } = await failing(writer, (change) => (change.number >= number ? dead : undefined), text)
      // that process is this one, and lives on
      for (const lock of readdirSync(folder).filter((each) => each.endsWith('.svc-lock')))
        if (readFileSync(join(folder, lock), 'utf8') === `${process.pid}\n`)
          writeFileSync(join(folder, lock), '999999999\n')
      const { stderr } = await run(writer, join(folder, target), folder)
      expect([call, number, stderr, timeless(textIn(folder))]).toEqual([call, number, stderr, timeless(text)])
      expect([call, number, readdirSync(folder).toSorted()]).toEqual([call, number, namesFor(writer)])
    }
  })

  test('links and the mode stay', async () => {
    if (writer.old === undefined) return
    const folder = folderFor(writer)
    const file = join(folder, target)
    chmodSync(file, 0o640)
    mkdirSync(join(folder, 'far'))
    const link = join(folder, 'link.yaml')
    symlinkSync(target, link)
    await run(writer, link, folder)
    expect([lstatSync(link).isSymbolicLink(), statSync(file).mode & 0o777]).toEqual([true, 0o640])
    expect(textIn(folder)).not.toBe(writer.old)
    writeFileSync(file, writer.old)
    linkSync(file, join(folder, 'hard.yaml'))
    await run(writer, file, folder)
    expect(statSync(file).ino).toBe(statSync(join(folder, 'hard.yaml')).ino)
    expect(textIn(folder)).not.toBe(writer.old)
  })

  test('what is read-only, or no file, is refused', async () => {
    const folder = folderFor(writer)
    const file = join(folder, target)
    if (writer.old !== undefined) {
      chmodSync(file, 0o444)
      const { status, stderr } = await run(writer, file, folder)
      expect([status, stderr, textIn(folder)]).toEqual([
        4,
        expect.stringContaining('is read-only'),
        writer.old,
      ])
    }
    mkdirSync(join(folder, 'sub'))
    execFileSync('mkfifo', [join(folder, 'pipe')])
    const [sub, pipe, lost] = ['sub', 'pipe', 'no/such.yaml'].map((each) => join(folder, each))
    // a folder is one that is linted
    for (const path of [...(name === 'lint --fix' ? [] : [sub]), pipe, '/dev/null', lost] as string[]) {
      const { status, stderr } = await run(writer, path, folder)
      expect([path, status > 1, stderr]).toEqual([path, true, expect.stringContaining(path)])
    }
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true)
  })

  test('- is standard output, or refused', async () => {
    const folder = folderFor(writer)
    const { status, stdout } = await run(writer, '-', folder)
    if (writer.dash === 'stdout') expect([status < 2, stdout.length > 10]).toEqual([true, true])
    else expect(status).toBe(2)
    expect(readdirSync(folder)).not.toContain('-')
  })

  test('what has changed since it was read stays', async () => {
    if (writer.edits !== true) return
    const folder = folderFor(writer)
    const file = join(folder, target)
    let isChanged = false
    let status = 0
    await withDisk(folder, {
      before: () => {
        if (!isChanged) {
          isChanged = true
          writeFileSync(file, 'from elsewhere\n')
        }
        return undefined
      },
      work: async () => {
        ;({ status } = await run(writer, file, folder))
      },
    })
    expect([status, textIn(folder), readdirSync(folder)]).toEqual([4, 'from elsewhere\n', [target]])
  })
})

describe('of several files each is written or told of', () => {
  test('outputs: one that cannot be written hinders neither the others nor standard output', async () => {
    const folder = mkdtempSync(join(root, 'several-'))
    writeFileSync(join(folder, inputName), manifest)
    const to = ['-o', 'sarif=no/such.sarif', '-o', 'text', '-o', 'json=svc.json', '-o', 'junit=no/other.xml']
    const { status, stdout, stderr } = await svc(['lint', inputName, ...to], { cwd: folder })
    expect([status, stdout]).toEqual([4, expect.stringContaining(inputName)])
    expect(JSON.parse(readFileSync(join(folder, 'svc.json'), 'utf8'))).toHaveProperty('findings')
    for (const file of ['no/such.sarif', 'no/other.xml']) expect(stderr).toContain(file)
  })

  test('fixes: what is fixed is said although another file is read-only', async () => {
    const folder = mkdtempSync(join(root, 'several-'))
    for (const name of ['a.yaml', 'b.yaml', 'c.yaml'])
      writeFileSync(join(folder, name), manifest.replaceAll('name: web', `name: web-${name.slice(0, 1)}`))
    chmodSync(join(folder, 'b.yaml'), 0o444)
    const { status, stderr } = await svc(['lint', '--fix', 'a.yaml', 'b.yaml', 'c.yaml'], { cwd: folder })
    expect(status).toBe(4)
    expect(stderr.split('\n').map((line) => line.split(':')[0])).toEqual(
      expect.arrayContaining(['fixed a.yaml', 'fixed c.yaml', 'svc']),
    )
    expect(stderr).not.toContain('fixed b.yaml')
  })

  test('a kustomization that cannot be written names no file that is not there', async () => {
    const argv = ['new', 'clusterip', 'api', '--port', '80', '-o', 'kustomize', '--folder', 'base']
    const whole = mkdtempSync(join(root, 'several-'))
    const changes = await withDisk(whole, {
      before: () => undefined,
      work: async () => expect((await svc(argv, { cwd: whole })).status).toBe(0),
    })
    const names = readdirSync(join(whole, 'base'))
    for (const { number } of changes) {
      const folder = mkdtempSync(join(root, 'several-'))
      await withDisk(folder, {
        before: (change) => (change.number === number ? { error: 'ENOSPC', half: true } : undefined),
        work: async () => expect((await svc(argv, { cwd: folder })).status).not.toBe(5),
      })
      const kustomization = join(folder, 'base', 'kustomization.yaml')
      if (existsSync(kustomization))
        for (const name of names) expect(existsSync(join(folder, 'base', name))).toBe(true)
    }
  })
})

test('a result does not take the place of the manifests that it is of', async () => {
  const folder = mkdtempSync(join(root, 'over-'))
  writeFileSync(join(folder, inputName), manifest)
  symlinkSync(inputName, join(folder, 'link.yaml'))
  for (const name of [inputName, `./${inputName}`, 'link.yaml'])
    for (const words of [
      ['lint', inputName, '-o', `json=${name}`],
      ['lint', inputName, '--write-baseline', name],
      ['report', inputName, '-o', `openreports=${name}`],
    ]) {
      const { status, stderr } = await svc(words, { cwd: folder })
      expect([words, status, stderr]).toEqual([words, 2, expect.stringContaining('take their place')])
      expect(readFileSync(join(folder, inputName), 'utf8')).toBe(manifest)
    }
  // a second run finds its own report in the folder
  for (const [round, status] of [
    [1, 1],
    [2, 1],
  ])
    expect([round, (await svc(['lint', '.', '-o', 'json=svc.json'], { cwd: folder })).status]).toEqual([
      round,
      status,
    ])
})
