import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { SvcError } from '../../errors.ts'
import { textOf } from './failure.ts'
import { oneLine } from '../../text/credentials.ts'
import { readCommon } from '../yaml/common/values.ts'
import type { Environment } from './proxy.ts'

export type Fields = Readonly<Record<string, unknown>>

/** A named part of a kubeconfig, with the file that has it: relative paths start there. */
export interface KubeconfigEntry {
  readonly fields: Fields
  readonly file: string
}

export interface Kubeconfig {
  /** The files that were read; the first one is named in errors. */
  readonly files: readonly string[]
  readonly contexts: ReadonlyMap<string, KubeconfigEntry>
  readonly clusters: ReadonlyMap<string, KubeconfigEntry>
  readonly users: ReadonlyMap<string, KubeconfigEntry>
  readonly currentContext?: string
}

/** Far above any real kubeconfig; the YAML reader would spend minutes on a disk image. */
const largestFile = 16 * 1024 * 1024

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
}

/**
 * Reads the kubeconfig as kubectl does: `--kubeconfig`, else the files in KUBECONFIG, else ~/.kube/config.
 * Of equal names the first wins, and files of KUBECONFIG that do not exist are passed over: the client's own reader
 * refuses both. Returns undefined when none exists; throws `SvcError` for one that cannot be read.
 */
export async function readKubeconfig(
  flag: string | undefined,
  env: Environment,
): Promise<Kubeconfig | undefined> {
  if (flag !== undefined) return merge([flag])
  const listed = (env['KUBECONFIG'] ?? '').split(delimiter).filter((file) => file !== '')
  const candidates = listed.length > 0 ? listed : [defaultKubeconfig(env)]
  const existing = candidates.filter((file) => existsSync(file))
  if (existing.length > 0) return merge(existing)
  const [missing] = listed
  if (missing === undefined) return undefined
  throw new SvcError('config', `KUBECONFIG names no file that exists: ${listed.join(delimiter)}`, {
    file: missing,
    hint: 'correct KUBECONFIG, or give files to read instead of a cluster, - for standard input',
  })
}

/** Where kubectl keeps the kubeconfig of the user. */
export function defaultKubeconfig(env: Environment): string {
  return join(env['HOME'] || homedir(), '.kube', 'config')
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

async function merge(files: readonly string[]): Promise<Kubeconfig> {
  const contexts = new Map<string, KubeconfigEntry>()
  const clusters = new Map<string, KubeconfigEntry>()
  const users = new Map<string, KubeconfigEntry>()
  let currentContext: string | undefined
  for (const file of files) {
    const document = await parse(read(file), file)
    collect(contexts, namedParts(document['contexts'], 'context'), file)
    collect(clusters, namedParts(document['clusters'], 'cluster'), file)
    collect(users, namedParts(document['users'], 'user'), file)
    const current = document['current-context']
    if (typeof current === 'string' && current !== '') currentContext ??= current
  }
  const merged = { files, contexts, clusters, users }
  return currentContext === undefined ? merged : { ...merged, currentContext }
}

function collect(
  into: Map<string, KubeconfigEntry>,
  parts: readonly (readonly [string, Fields])[],
  file: string,
): void {
  for (const [name, fields] of parts) if (!into.has(name)) into.set(name, { fields, file })
}

function namedParts(list: unknown, key: string): (readonly [string, Fields])[] {
  if (!Array.isArray(list)) return []
  return list.filter(isFields).flatMap((item) => {
    const { name, [key]: fields } = item
    return typeof name === 'string' ? [[name, isFields(fields) ? fields : {}] as const] : []
  })
}

function read(file: string): string {
  try {
    const bytes = readFileSync(file)
    if (bytes.length > largestFile || bytes.includes(0))
      throw notKubeconfig('it is not text, or far too large', file)
    return bytes.toString('utf8')
  } catch (error) {
    if (error instanceof SvcError) throw error
    const because = reasons[textOf(error, 'code')] ?? 'it cannot be opened'
    throw new SvcError('config', `cannot read the kubeconfig ${file}: ${because}`, {
      file,
      hint: 'name another one with --kubeconfig or KUBECONFIG',
    })
  }
}

async function parse(text: string, file: string): Promise<Fields> {
  // as programs write it; only the rest needs the whole reader, which takes longer to load than all else that a command does first
  const common = readCommon(text)
  const content = common === undefined ? await parseFully(text, file) : common.value
  if (content === null) return {}
  if (!isFields(content)) throw notKubeconfig('it does not hold a mapping', file)
  const { kind } = content
  if (typeof kind === 'string' && kind !== 'Config') throw notKubeconfig(`it holds a ${oneLine(kind)}`, file)
  return content
}

async function parseFully(text: string, file: string): Promise<unknown> {
  const { LineCounter, parseDocument } = await import('yaml')
  const lineCounter = new LineCounter()
  // no pretty errors: they quote lines of the file, and those may hold a key
  const document = parseDocument(text, { lineCounter, prettyErrors: false, merge: true, uniqueKeys: false })
  const [error] = document.errors
  if (error === undefined) return plain(() => document.toJS(), file)
  const { line, col } = lineCounter.linePos(error.pos[0])
  const because = oneLine(error.message.replace(/[:"'].*/s, ''))
  throw new SvcError(
    'config',
    `the kubeconfig ${file} is not valid YAML: line ${line}, column ${col}: ${because}`,
    { file, line, column: col },
  )
}

/** Aliases that point nowhere, or multiply without end, show only here. */
function plain(toJS: () => unknown, file: string): unknown {
  try {
    return toJS()
  } catch {
    throw notKubeconfig('its YAML aliases cannot be resolved', file)
  }
}

function notKubeconfig(because: string, file: string): SvcError {
  return new SvcError('config', `${file} is not a kubeconfig: ${because}`, {
    file,
    hint: 'a kubeconfig has `kind: Config`, with clusters, users and contexts; see `kubectl config view`',
  })
}
