import { invalidTypeOf } from '../../src/world/shapes/shape.ts'
import { toInvalidlyTyped, type InvalidlyTyped } from '../../src/world/invalid-type.ts'
import { toResource, type Origin, type Resource } from '../../src/world/resource.ts'
import { fileOrigin } from '../../src/sources/files/text-file.ts'
import type { Coverage } from '../../src/world/coverage.ts'
import { groupOf } from '../../src/world/kinds.ts'
import type { FieldPath } from '../../src/world/place.ts'
import type { Manifest } from '../../src/world/types/manifest.ts'
import { buildWorld, type World } from '../../src/world/world.ts'
import { complete, partial } from '../world-of.ts'
import { questions } from './attempt-engines.ts'
import { fill } from './corpus.ts'
import { replaced } from './mutations.ts'
import { recording, type FieldRead } from './recording.ts'

/** Manifests that belong together, as they are written, and what is asked of them. */
export interface Scene {
  readonly name: string
  readonly documents: readonly { readonly manifest: Manifest; readonly origin: Origin }[]
  readonly asked: { readonly service: string; readonly namespace: string; readonly client: string }
}

/** A field that is read, that no shape has, and where. */
export interface Unshaped {
  readonly scene: Scene
  readonly index: number
  readonly path: FieldPath
  /** The kind and the path, with all indexes of lists made equal. */
  readonly field: string
}

export interface Crash {
  readonly field: string
  readonly value: string
  readonly scene: string
  readonly detail: string
}

/** What a field of another type can hold; of the last ones the fields in it are read next. */
export const wrongValues: readonly unknown[] = [
  null,
  5,
  'x',
  true,
  [],
  [null],
  ['x'],
  [[]],
  { a: null },
  {},
  [{}],
]

const deepest = 10

type Heard = (index: number, read: FieldRead) => void

/**
 * Looks for fields that are read and that no shape has, and puts wrong types there. Each is tried for each place of the sources that
 * reads it: what one reads with care another one may not.
 */
export class Hunt {
  /** The first one of each place. */
  readonly crashes = new Map<string, Crash>()
  /** Fields that were found and are not yet tried. */
  readonly found: Unshaped[] = []
  readonly #known = new Set<string>()
  #turn = 0
  #mostFilled: number

  /** Fields that are absent are filled in so many times. */
  constructor(mostFilled: number) {
    this.#mostFilled = mostFilled
  }

  /** Which fields does it read? Those with a shape that are absent are filled in, as what is in them is read only then. */
  explore(scene: Scene, of: Pick<Crash, 'field' | 'value'> = { field: '', value: '' }): void {
    const absent: { index: number; read: FieldRead }[] = []
    this.#ask(scene, of, (index, read) => {
      const isUnshaped = read.shape === undefined
      if (!isUnshaped && (!read.isAbsent || typeof read.shape === 'string')) return
      if (isTooDeep(read.path) || isOfEach(read.path)) return
      const field = fieldOf(scene, index, read.path)
      if (!isUnshaped && this.#isNew(`fill ${field}`)) absent.push({ index, read })
      if (isUnshaped && this.#isNew(`${field} ${readerOf()}`))
        this.found.push({ scene, index, path: read.path, field })
    })
    for (const { index, read } of absent) {
      if (this.#mostFilled-- <= 0) return
      const by = fill(read.shape ?? 'string', String(read.path.at(-1)))
      this.explore(changed(scene, index, { path: read.path, by }), of)
    }
  }

  /** Puts a wrong value where no shape says what it is; what is then read in it is found next. */
  put({ scene, index, path, field }: Unshaped, by: unknown): void {
    const of = { field, value: JSON.stringify(by) }
    const other = changed(scene, index, { path, by })
    if (isOpen(by)) this.explore(other, of)
    else this.#ask(other, of)
  }

  #isNew(key: string): boolean {
    if (this.#known.has(key)) return false
    this.#known.add(key)
    return true
  }

  #ask(scene: Scene, of: Pick<Crash, 'field' | 'value'>, heard?: Heard): void {
    let isHeard = true
    const tell: Heard | undefined =
      heard === undefined ? undefined : (index, read) => isHeard && heard(index, read)
    // a World that may lack something and a whole one, in turn
    const turn = this.#turn++ % 2
    const world = worldOf(scene, turn === 0 ? complete : partial, tell)
    for (const [question, run] of Object.entries(questions(world, [scene.asked], turn))) {
      // it reads everything, by the names of fields and never by their types
      isHeard = question !== 'snapshot'
      try {
        run()
      } catch (error) {
        const stack = error instanceof Error ? (error.stack ?? '') : String(error)
        const place = /\n\s+at .*/.exec(stack)?.[0] ?? ''
        if (this.crashes.has(place)) continue
        const detail = `${question}: ${stack.split('\n').slice(0, 6).join('\n')}`
        this.crashes.set(place, { ...of, scene: scene.name, detail })
      }
    }
  }
}

function fieldOf({ documents }: Scene, index: number, path: FieldPath): string {
  const { apiVersion = '', kind = '' } = documents[index]?.manifest ?? {}
  return `${groupOf(apiVersion)}/${kind} ${pathOf(path)}`
}

/** What has no fields yet shows which ones are looked for. */
function isOpen(value: unknown): boolean {
  return ['{}', '[{}]'].includes(JSON.stringify(value))
}

/** A list of lists is no field of Kubernetes; one in it is as good as ten. */
function isTooDeep(path: FieldPath): boolean {
  return path.length > deepest || path.some((step, at) => isIndex(step) && isIndex(path[at + 1]))
}

function isIndex(step: string | number | undefined): boolean {
  return typeof step === 'number'
}

function changed(scene: Scene, index: number, { path, by }: { path: FieldPath; by: unknown }): Scene {
  const documents = scene.documents.map((document, at) =>
    at === index ? written(replaced(document.manifest, path, by) as Manifest) : document,
  )
  return { ...scene, documents }
}

/** With the text of it: a fix of a manifest that is not what its text says could do anything. */
function written(manifest: Manifest): Scene['documents'][number] {
  const chunk = { text: `${JSON.stringify(manifest, null, 2)}\n`, offset: 0, lineOffset: 0 }
  return { manifest, origin: fileOrigin('changed.yaml', chunk, []) }
}

function worldOf(scene: Scene, coverage: Coverage, heard: Heard | undefined): World {
  const resources: Resource[] = []
  const invalidTypes: InvalidlyTyped[] = []
  for (const [index, { manifest, origin }] of scene.documents.entries()) {
    const invalidType = invalidTypeOf(manifest)
    if (invalidType === undefined) {
      const resource = toResource(manifest, 'default', origin)
      resources.push(heard === undefined ? resource : recorded(resource, (read) => heard(index, read)))
    } else invalidTypes.push(toInvalidlyTyped(manifest, invalidType, { namespace: 'default', origin }))
  }
  return buildWorld({ resources, invalidTypes, coverage: [coverage] })
}

function recorded(resource: Resource, tell: (read: FieldRead) => void): Resource {
  const { manifest, written: text } = resource
  return {
    ...resource,
    manifest: recording(manifest, tell),
    ...(text === undefined ? {} : { written: recording(text, tell) }),
  }
}

/** That these are texts is known before anything else of a manifest. */
function isOfEach([first, ...rest]: FieldPath): boolean {
  return rest.length === 0 && (first === 'apiVersion' || first === 'kind')
}

function pathOf(path: FieldPath): string {
  return path.map((step) => (typeof step === 'number' ? '[]' : `.${step}`)).join('')
}

/** Where the sources read it: a field that one place reads with care another one may not. */
function readerOf(): string {
  // oxlint-disable-next-line typescript/unbound-method -- it is put back
  const { prepareStackTrace, stackTraceLimit } = Error
  Error.stackTraceLimit = 12
  Error.prepareStackTrace = (_, sites) => sites
  const sites = new Error('read').stack as unknown as NodeJS.CallSite[]
  Object.assign(Error, { prepareStackTrace, stackTraceLimit })
  const reader = sites.find((site) => {
    const file = site.getFileName() ?? ''
    return file.includes('/src/') && !file.endsWith('/world/place.ts')
  })
  return `${reader?.getFileName()}:${reader?.getLineNumber()}:${reader?.getColumnNumber()}`
}
