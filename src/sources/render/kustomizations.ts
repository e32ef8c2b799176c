import { dirname, resolve } from 'node:path'
import { overlaysOf } from '../files/overlays.ts'
import type { Rendering } from '../files/rendered-origin.ts'

/** A kustomization among files that is built on its own, and the files that what is built takes the place of. */
export interface Kustomization {
  readonly file: string
  readonly folder: string
  readonly replaces: readonly string[]
}

/** The kustomizations among texts that no other one takes in. */
export function kustomizationsAmong(texts: ReadonlyMap<string, string>): Kustomization[] {
  const { roots, appliedBy, patches } = overlaysOf(texts)
  const files = [...texts.keys()]
  return files
    .filter((file) => roots.has(resolve(file)))
    .map((file) => {
      const path = resolve(file)
      const patched = new Set((patches.get(path) ?? []).map((patch) => patch.file))
      const replaces = files.filter(
        (each) => each !== file && (appliedBy.get(resolve(each))?.has(path) === true || patched.has(each)),
      )
      return { file, folder: dirname(file), replaces }
    })
}

/** What was built is not said to be from any file; the kustomization is the one to look at. */
export function renderingOf(file: string): Rendering {
  return {
    appliedBy: new Set([resolve(file)]),
    textOf: () => undefined,
    templateOf: () => ({ file, locate: () => undefined }),
  }
}
