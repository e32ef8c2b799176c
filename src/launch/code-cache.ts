import {
  closeSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Compiled code by the name of its script, as V8 writes it. */
export type Compiled = ReadonlyMap<string, Uint8Array>

type Variables = Readonly<Record<string, string | undefined>>

/**
 * Where the code of a command is kept: in the cache folder of the user, apart for each build and each version of Node.
 * Undefined where nothing shall be kept: there is no such folder, NODE_DISABLE_COMPILE_CACHE is set, or the word is no
 * command.
 */
export function cacheFile(of: { command: string; build: string; env: Variables }): string | undefined {
  const { command, build, env } = of
  const folder = userCacheFolder(env)
  if (folder === undefined || env['NODE_DISABLE_COMPILE_CACHE'] || !/^[a-z]{2,16}$/.test(command))
    return undefined
  return join(folder, 'kubectl-svc', `${build}-${process.version}-${process.arch}`, command)
}

function userCacheFolder(env: Variables): string | undefined {
  if (process.platform === 'win32') return env['LOCALAPPDATA']
  if (env['XDG_CACHE_HOME']?.startsWith('/')) return env['XDG_CACHE_HOME']
  if (!env['HOME']?.startsWith('/')) return undefined
  return process.platform === 'darwin' ? join(env['HOME'], 'Library', 'Caches') : join(env['HOME'], '.cache')
}

/**
 * Reads kept code. V8 runs what it is given without a look at it, so nothing is taken that others may have written, or
 * that is not byte for byte what was kept: it is kept twice, which is compared in a twentieth of the time that it takes to
 * load what computes a checksum. Undefined for anything that does not fit; never throws.
 */
export function readCache(file: string): Compiled | undefined {
  try {
    if (!isOwn(lstatSync(dirname(file)))) return undefined
    const bytes = readOwn(file)
    const content = bytes.subarray(0, bytes.length / 2)
    if (!content.equals(bytes.subarray(bytes.length / 2))) return undefined
    let start = 4 + content.readUInt32LE(0)
    const table = JSON.parse(content.toString('latin1', 4, start)) as [string, number][]
    return new Map(table.map(([name, length]) => [name, content.subarray(start, (start += length))]))
  } catch {
    return undefined
  }
}

function readOwn(file: string): Buffer {
  const opened = openSync(file, 'r')
  try {
    if (!isOwn(fstatSync(opened))) throw new Error('written by others')
    return readFileSync(opened)
  } finally {
    closeSync(opened)
  }
}

/** Whether a file or folder is this user's, and no other user may write to it. */
function isOwn({ uid, mode }: { uid: number; mode: number }): boolean {
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0)
}

/** Keeps code for the next run, in place of what other builds kept. Where that is not possible, nothing is kept. */
export function writeCache(file: string, compiled: Compiled): void {
  const folder = dirname(file)
  const table = Buffer.from(JSON.stringify([...compiled].map(([name, { length }]) => [name, length])))
  const content = [word(table.length), table, ...compiled.values()]
  const temporary = `${file}.${process.pid}`
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (!isOwn(lstatSync(folder))) return
    writeFileSync(temporary, Buffer.concat([...content, ...content]), { mode: 0o600, flag: 'wx' })
    renameSync(temporary, file)
    removeOtherBuilds(folder)
  } catch {
    // a full disk, a folder that cannot be written: the next run compiles again
  }
}

function removeOtherBuilds(folder: string): void {
  const [build = ''] = basename(folder).split('-')
  for (const name of readdirSync(dirname(folder)))
    if (/^[0-9a-f]{16}-v/.test(name) && !name.startsWith(`${build}-`))
      rmSync(join(dirname(folder), name), { recursive: true, force: true })
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
