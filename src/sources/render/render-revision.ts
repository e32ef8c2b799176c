import { join } from 'node:path'
import type { FileTexts, Rendered } from '../files/files.ts'
import type { Revision } from '../git/revision.ts'
import { writeTree } from '../git/write-tree.ts'
import { hasJobs, renderAmong, type RenderAsked, type RenderReport } from './render.ts'

/**
 * Renders the charts and kustomizations of a revision as they were, of its files in a temporary folder that is removed again: with the
 * values files of the revision, where it has them. In: the texts of the revision by their labels, `main:./chart/Chart.yaml`. Out: as
 * `renderAmong`, with such labels. Throws SvcError `input-unreadable` where the revision cannot be written.
 */
export async function renderRevision(
  { name, commit }: Revision,
  { texts }: Pick<FileTexts, 'texts'>,
  asked: RenderAsked,
): Promise<Rendered & RenderReport> {
  const labelOf = (path: string) => `${name}:./${path}`
  const ofPaths = new Map([...texts].map(([label, text]) => [label.slice(labelOf('').length), text]))
  if (!hasJobs(ofPaths, asked)) return { texts: [], replaced: new Set(), unread: [], rendered: [], left: [] }
  const tree = writeTree(commit)
  try {
    const done = await renderAmong({ texts: ofPaths }, { ...asked, at: tree.at })
    return {
      ...done,
      texts: done.texts.map((each) => ({
        ...each,
        label: labelOf(join(each.folder, each.label.slice(each.label.lastIndexOf('<')))),
        folder: labelOf(each.folder),
        // templates of today would be the wrong ones
        rendering: { ...each.rendering, textOf: () => undefined, templateOf: () => undefined },
      })),
      replaced: new Set([...done.replaced].map(labelOf)),
      unread: done.unread.map(({ file = '', ...rest }) => ({ ...rest, file: labelOf(file) })),
      rendered: done.rendered.map(({ folder, by }) => ({ folder: labelOf(folder), by })),
      left: done.left.map(({ folder, because }) => ({ folder: labelOf(folder), because })),
    }
  } finally {
    tree.remove()
  }
}
