import type { Unread } from '../../world/coverage.ts'
import { contentOf, contentOfStdin, noText } from './content.ts'
import { readText } from './documents.ts'
import { eachOnce, expand, type FileEntry } from './entries.ts'
import { kustomizationsAbove, patchesAmong } from './kustomize.ts'
import type { LeftOutFile } from './left-out.ts'
import { overlaysOf, withOverlays } from './overlays.ts'
import type { Rendering } from './rendered-origin.ts'
import type { Revision } from '../git/revision.ts'
import { mergeResults, type SourceResult } from '../source.ts'
import { SmallTexts } from './small-texts.ts'
import { keepHeapSmall } from '../small-heap.ts'
import { tierUpLate } from '../tier-up.ts'
import { sourceNamedIn, Templates } from './templates.ts'
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
  /** Renders what is to be rendered of the files, of today or of a revision. */
  readonly render?: (read: FileTexts, revision?: Revision) => Promise<Rendered>
  /** Is told before each file how many of them were read. */
  readonly onFile?: (read: number, of: number) => void
  /** Is told before each document of a stream, and each object of a list, how many of its file were read. */
  readonly onDocument?: (read: number, of: number) => void
  /** Is told before what is read in one go and takes more than a second, with its length in characters. */
  readonly onLarge?: (file: string, length: number) => void
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

/**
 * Reads files, folders (recursively), glob patterns and `-` (standard input) into resources.
 * A path that does not exist throws SvcError `input-unreadable`; a file that cannot be read, or is no text, is unread.
 * Patches of a kustomization are left out: they are no whole manifests.
 */
export async function readPaths(paths: readonly string[], options: FileOptions): Promise<FileResult> {
  const isIgnored = ({ named, file }: FileEntry) => !named && options.isIgnored?.(file) === true
  const found = (await Promise.all(paths.map(expand))).flat().filter((entry) => !isIgnored(entry))
  const entries = paths.length > 1 || found.some(({ isLink }) => isLink) ? eachOnce(found) : found
  const leftOut = entries.flatMap(({ file, testData }) =>
    testData === true ? [{ file, why: 'test data' as const }] : [],
  )
  const read = { ...(await textsOf(entries, options)), leftOut, above: kustomizationsAbove(paths) }
  const rendered = await options.render?.(read)
  return resultOf(rendered === undefined ? read : { ...read, rendered }, options)
}

/** A text that a program rendered of a folder; its label is not the name of a file. */
export interface RenderedText {
  readonly label: string
  readonly folder: string
  readonly text: string
  readonly rendering: Rendering
  /** For manifests in it that name no namespace, where it has one of its own. */
  readonly namespace?: string
}

/** What came of rendering: texts, the files that they take the place of, and what failed. */
export interface Rendered {
  readonly texts: readonly RenderedText[]
  readonly replaced: ReadonlySet<string>
  readonly unread: readonly Unread[]
}

/** What was read of files before it is looked into. */
export interface FileTexts {
  readonly texts: ReadonlyMap<string, string>
  /** The files that the user named. */
  readonly named: ReadonlySet<string>
  readonly refused: readonly Unread[]
  readonly leftOut: readonly LeftOutFile[]
  /** Kustomizations above the folders that were named. */
  readonly above: ReadonlyMap<string, string>
  readonly rendered?: Rendered
}

/** The resources in texts of files. Never throws. */
export function resultOf(read: FileTexts, options: FileOptions): FileResult {
  const { named, refused, leftOut, above, rendered = nothingRendered } = read
  const all = new Map([...read.texts, ...above])
  const isRead = (file: string) => !rendered.replaced.has(file)
  const patches = new Set([...patchesAmong(all)].filter(isRead))
  const texts = new Map([...read.texts].filter(([file]) => isRead(file)))
  const templates = new Templates()
  const results = [...texts]
    .filter(([file]) => !patches.has(file))
    .map(([file, text], index) => {
      options.onFile?.(index, texts.size)
      const namespace = options.namespaceOf?.(file) ?? options.namespace
      const isFromHelm = file === stdinLabel && text.includes('# Source: ')
      const rendering = isFromHelm ? { rendering: renderingOf(templates) } : {}
      const { onDocument, onLarge } = options
      return readText(file, text, { namespace, named: named.has(file), onDocument, onLarge, ...rendering })
    })
  const fromRendered = rendered.texts.map(({ label, folder, text, rendering, namespace: own }) => {
    const namespace = own ?? options.namespaceOf?.(folder) ?? options.namespace
    return readText(label, text, { namespace, named: true, rendering })
  })
  const merged = mergeResults([
    { resources: [], coverage: [], unread: [...refused, ...rendered.unread], leftOut },
    ...results,
    ...fromRendered,
  ])
  const coverage = [
    ...merged.coverage,
    ...(patches.size > 0 ? [patched] : []),
    ...(merged.leftOut?.some(({ why }) => why === 'template') === true ? [templated] : []),
    ...(options.complete ? [complete] : merged.coverage.length === 0 ? [partial] : []),
  ]
  const resources = withOverlays(merged.resources, overlaysOf(all))
  const textOf = (file: string) =>
    texts.get(file) ??
    templates.textOf(file) ??
    rendered.texts.find(({ label }) => label === file)?.text ??
    rendered.texts.map(({ rendering }) => rendering.textOf(file)).find((text) => text !== undefined)
  return { ...merged, resources, coverage, textOf, files: [...texts.keys()] }
}

const nothingRendered: Rendered = { texts: [], replaced: new Set(), unread: [] }

/** What `helm template` says of its output, document by document. */
function renderingOf(templates: Templates): Rendering {
  return {
    textOf: (file) => templates.textOf(file),
    templateOf: (document) => {
      const source = sourceNamedIn(document)
      return source === undefined ? undefined : templates.templateFor(templates.fileOf(source), document)
    },
  }
}

// what is read of less fits into the heap that V8 begins with
const smallInput = 8 * 1024 * 1024
// and what is done with less is over before V8 compiles much of it
const tinyInput = 256 * 1024

/** The texts of files, each once; those that the user named, and those that cannot be read. */
async function textsOf(entries: readonly FileEntry[], options: FileOptions) {
  const contents = new SmallTexts()
  const named = new Set<string>()
  const refused: Unread[] = []
  for (const entry of entries) {
    const { file } = entry
    if (contents.has(file) || entry.testData === true) continue
    const content =
      file === stdinLabel
        ? await contentOfStdin(options.stdin?.() ?? process.stdin)
        : (options.texts?.get(file) ?? contentOf(file))
    if (typeof content === 'string' || Buffer.isBuffer(content)) contents.add(file, content)
    // pictures and archives lie in repositories, too
    else if (entry.named || !noText.has(content.because)) refused.push(content)
    if (entry.named) named.add(file)
  }
  const texts = contents.all()
  prepareFor([...texts.values()].reduce((sum, { length }) => sum + length, 0))
  return { texts, named, refused }
}

/** Tells V8 how much there is to do. */
function prepareFor(length: number): void {
  if (length > tinyInput) tierUpLate()
  if (length > smallInput) keepHeapSmall()
}
