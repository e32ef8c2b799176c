import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  readSync,
  statSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { SvcError } from '../../errors.ts'
import { didYouMean, guesses } from '../../text/did-you-mean.ts'
import type { Unread } from '../../world/coverage.ts'
import { readText } from './documents.ts'
import { decode, encodingOf } from './encoding.ts'
import { kustomizationsAbove, patchesAmong } from './kustomize.ts'
import type { LeftOut } from './left-out.ts'
import { overlaysOf, withOverlays } from './overlays.ts'
import { mergeResults, type SourceResult } from '../source.ts'
import { keepHeapSmall } from './small-heap.ts'
import { stdinLabel } from './text-file.ts'

export interface FileOptions {
  /** For manifests that name no namespace. */
  readonly namespace: string
  /** The same for a file, where it is another one. */
  readonly namespaceOf?: (file: string) => string | undefined
  /** Files that are passed over unless they are named. */
  readonly isIgnored?: (file: string) => boolean
  /** Take the files for all there is: what is missing in them is missing in the cluster. */
  readonly complete: boolean
  /** What `-` reads; by default the standard input of the process, which Node opens when it is first looked at. */
  readonly stdin?: () => AsyncIterable<string | Buffer>
  /** Texts that are read in the place of what files say. */
  readonly texts?: ReadonlyMap<string, string>
  /** Is told before each file how many of them were read. */
  readonly onFile?: (read: number, of: number) => void
}

/** A result that still has the texts, for code frames and edits. */
export interface FileResult extends SourceResult {
  readonly textOf: (file: string) => string | undefined
  readonly files: readonly string[]
}

const partial = { state: 'partial', because: 'only the given files were read' } as const
const patched = { state: 'partial', because: 'patches of a kustomization were left out' } as const
const templated = { state: 'partial', because: 'Helm templates were left out' } as const
const complete = { state: 'complete', because: 'the files were said to be complete' } as const

export { stdinLabel }

/**
 * Reads files, folders (recursively), glob patterns and `-` (standard input) into resources.
 * A path that does not exist throws SvcError `input-unreadable`; a file that cannot be read, or is no text, is unread.
 * Patches of a kustomization are left out: they are no whole manifests.
 */
export async function readPaths(paths: readonly string[], options: FileOptions): Promise<FileResult> {
  const isIgnored = ({ named, file }: Entry) => !named && options.isIgnored?.(file) === true
  const found = (await Promise.all(paths.map(expand))).flat().filter((entry) => !isIgnored(entry))
  const entries = paths.length > 1 || found.some(({ isLink }) => isLink) ? eachOnce(found) : found
  const leftOut = entries.flatMap(({ file, testData }) =>
    testData === true ? [{ file, why: 'test data' as const }] : [],
  )
  return resultOf(
    { ...(await textsOf(entries, options)), leftOut, above: kustomizationsAbove(paths) },
    options,
  )
}

/** What was read of files before it is looked into. */
export interface FileTexts {
  readonly texts: ReadonlyMap<string, string>
  /** The files that the user named. */
  readonly named: ReadonlySet<string>
  readonly refused: readonly Unread[]
  readonly leftOut: readonly LeftOut[]
  /** Kustomizations above the folders that were named. */
  readonly above: ReadonlyMap<string, string>
}

/** The resources in texts of files. Never throws. */
export function resultOf(read: FileTexts, options: FileOptions): FileResult {
  const { texts, named, refused, leftOut, above } = read
  const all = new Map([...texts, ...above])
  const patches = patchesAmong(all)
  const results = [...texts]
    .filter(([file]) => !patches.has(file))
    .map(([file, text], index) => {
      options.onFile?.(index, texts.size)
      const namespace = options.namespaceOf?.(file) ?? options.namespace
      return readText(file, text, { namespace, named: named.has(file) })
    })
  const merged = mergeResults([{ resources: [], coverage: [], unread: refused, leftOut }, ...results])
  const coverage = [
    ...merged.coverage,
    ...(patches.size > 0 ? [patched] : []),
    ...(merged.leftOut?.some(({ why }) => why === 'template') === true ? [templated] : []),
    ...(options.complete ? [complete] : merged.coverage.length === 0 ? [partial] : []),
  ]
  const resources = withOverlays(merged.resources, overlaysOf(all))
  return { ...merged, resources, coverage, textOf: (file) => texts.get(file), files: [...texts.keys()] }
}

// what is read of less fits into the heap that V8 begins with
const smallInput = 8 * 1024 * 1024

/** The texts of files, each once; those that the user named, and those that cannot be read. */
async function textsOf(entries: readonly Entry[], options: FileOptions) {
  const texts = new Map<string, string>()
  const named = new Set<string>()
  const refused: Unread[] = []
  for (const entry of entries) {
    const { file } = entry
    if (texts.has(file) || entry.testData === true) continue
    const content =
      file === stdinLabel
        ? await contentOfStdin(options.stdin?.() ?? process.stdin)
        : (options.texts?.get(file) ?? contentOf(file))
    if (typeof content === 'string') texts.set(file, content)
    // pictures and archives lie in repositories, too
    else if (entry.named || !noText.has(content.because)) refused.push(content)
    if (entry.named) named.add(file)
  }
  let length = 0
  for (const text of texts.values()) length += text.length
  if (length > smallInput) keepHeapSmall()
  return { texts, named, refused }
}

interface Entry {
  readonly file: string
  readonly named: boolean
  /** A folder of data that tests break on purpose: it is not entered. */
  readonly testData?: true
  readonly isLink?: boolean
}

/** One file that several paths lead to counts once, by the first of them; it was named where one of them names it. */
function eachOnce(entries: readonly Entry[]): Entry[] {
  const known = new Map<string, Entry>()
  for (const entry of entries) {
    const identity = identityOf(entry.file)
    const first = known.get(identity)
    known.set(identity, first === undefined ? entry : { ...first, named: first.named || entry.named })
  }
  return [...known.values()]
}

function identityOf(file: string): string {
  try {
    return realpathSync.native(file)
  } catch {
    // a pipe has no path of its own, and what cannot be read is said where it is read
    return file
  }
}

async function expand(path: string): Promise<Entry[]> {
  if (path === '-') return [{ file: stdinLabel, named: true }]
  const stats = orRefuse(path, () => statSync(path, { throwIfNoEntry: false }))
  if (stats?.isDirectory()) return filesBelow(path)
  if (stats !== undefined) return [{ file: path, named: true }]
  const isPattern = /[*?[{]/.test(path)
  const matches = isPattern ? await glob(path) : []
  if (matches.length > 0) return matches.map((file) => ({ file, named: false }))
  throw new SvcError('input-unreadable', `${path} ${isPattern ? 'matches no file' : 'does not exist'}`, {
    file: path,
    hint:
      didYouMean(isPattern ? [] : nearPaths(path)) ??
      'give files, folders, glob patterns, or - for standard input',
  })
}

/** What stands in the same folder under a near name: `deploy/app.yaml` for `deploy/app.yml`. */
function nearPaths(path: string): string[] {
  try {
    const stem = (name: string) => name.replace(manifestName, '')
    const entries = readdirSync(dirname(path)).filter((name) => !name.startsWith('.'))
    const same = entries.filter((name) => stem(name) === stem(basename(path)))
    return guesses(basename(path), entries, same).map((name) =>
      path.includes('/') ? join(dirname(path), name) : name,
    )
  } catch {
    return []
  }
}

/** A loop of links, a name that is too long, a folder that may not be entered: all are inputs that cannot be read. */
function orRefuse<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new SvcError('input-unreadable', `${path} cannot be read: ${reasonOf(error)}`, { file: path })
  }
}

export const manifestName = /\.(ya?ml|json)$/i
const skippedFolders = new Set(['node_modules', '.git', '.github'])

// the go tool passes it over as well
const testDataFolder = 'testdata'

/** The folders that are not entered, wherever a folder above them is read. */
export const passedOver: ReadonlySet<string> = new Set([...skippedFolders, testDataFolder])

function filesBelow(folder: string): Entry[] {
  const entries = orRefuse(folder, () => readdirSync(folder, { withFileTypes: true })).toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  )
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (entry.name === testDataFolder) return [{ file: path, named: false, testData: true as const }]
      return skippedFolders.has(entry.name) ? [] : filesBelow(path)
    }
    return manifestName.test(entry.name)
      ? [{ file: path, named: false, ...(entry.isSymbolicLink() ? { isLink: true } : {}) }]
      : []
  })
}

async function glob(pattern: string): Promise<string[]> {
  const { globSync } = await import('tinyglobby')
  return globSync(pattern, { expandDirectories: false }).toSorted()
}

// what V8 can hold as one string, with room to spare
const largestFile = 400 * 1024 * 1024

function contentOf(file: string): string | Unread {
  try {
    return textOrRefusal(file, readLimited(file))
  } catch (error) {
    return { file, because: `cannot be read: ${reasonOf(error)}` }
  }
}

/** Standard input may come slowly, and its end is the writer's to decide: it is waited for, not polled. */
async function contentOfStdin(stdin: AsyncIterable<string | Buffer>): Promise<string | Unread> {
  const parts: Buffer[] = []
  try {
    for await (const part of stdin) parts.push(Buffer.from(part))
    return textOrRefusal(stdinLabel, Buffer.concat(parts))
  } catch (error) {
    return { file: stdinLabel, because: `cannot be read: ${reasonOf(error)}` }
  }
}

const isBinary = 'is a binary file, not YAML or JSON'
const isNotUtf8 = 'is not UTF-8 text'
export const noText: ReadonlySet<string> = new Set([isBinary, isNotUtf8])

/** The text in the bytes of a file, or why there is none. */
export function textOrRefusal(file: string, bytes: Buffer | undefined): string | Unread {
  if (bytes === undefined) return { file, because: `is larger than ${largestFile / 1024 / 1024} MiB` }
  if (encodingOf(bytes) === 'utf8' && bytes.subarray(0, 8192).includes(0)) return { file, because: isBinary }
  // kubectl refuses it too, and writing it back would spoil it
  return decode(bytes) ?? { file, because: isNotUtf8 }
}

/** Opens once, so that what is measured is what is read; a pipe such as `<(helm template …)` has no size. */
function readLimited(file: string): Buffer | undefined {
  const handle = openSync(file, 'r')
  try {
    const stats = fstatSync(handle)
    if (stats.size > largestFile) return undefined
    if (stats.isFile()) return readFileSync(handle)
    return readAll(handle)
  } finally {
    closeSync(handle)
  }
}

function readAll(handle: number): Buffer | undefined {
  const parts: Buffer[] = []
  let size = 0
  for (;;) {
    const part = Buffer.alloc(64 * 1024)
    const length = readSync(handle, part)
    if (length === 0) return Buffer.concat(parts)
    size += length
    if (size > largestFile) return undefined
    parts.push(part.subarray(0, length))
  }
}

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'EACCES') return 'permission denied'
  if (code === 'EISDIR') return 'it is a folder'
  return code ?? (error instanceof Error ? error.message : String(error))
}
