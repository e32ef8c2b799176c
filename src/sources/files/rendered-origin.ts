import type { Origin, Template } from '../../world/resource.ts'
import type { FieldPath } from '../../world/place.ts'
import type { Chunk } from '../yaml/chunks.ts'
import { OriginInFile, type FileOrigin } from './text-file.ts'

/** What is known of a text that a program rendered. */
export interface Rendering {
  /** What a document of it was rendered from. */
  templateOf(document: Chunk): Template | undefined
  /** A template that was looked into, for code frames. */
  textOf(file: string): string | undefined
  /** What is applied in one go: the chart or the kustomization. */
  readonly appliedBy?: ReadonlySet<string>
}

/** The place of a manifest in a rendered text, which knows its template. Nothing is edited there. */
export class RenderedOrigin extends OriginInFile {
  readonly template?: Template
  readonly appliedBy?: ReadonlySet<string>
  override readonly label: string
  readonly #args: readonly [string, Chunk, FieldPath]
  readonly #rendering: Rendering

  constructor(args: readonly [string, Chunk, FieldPath], rendering: Rendering) {
    super(...args)
    this.#args = args
    this.#rendering = rendering
    const template = rendering.templateOf(args[1])
    this.label = template?.file ?? args[0]
    if (template !== undefined) this.template = template
    if (rendering.appliedBy !== undefined) this.appliedBy = rendering.appliedBy
  }

  override get file(): string {
    return this.#args[0]
  }

  override editable(): boolean {
    return false
  }

  override rewrite(): undefined {
    return undefined
  }

  override overlaid(overlays: Pick<Origin, 'appliedBy' | 'isRenamed' | 'patches'>): FileOrigin {
    return Object.assign(new RenderedOrigin(this.#args, this.#rendering), overlays)
  }
}
