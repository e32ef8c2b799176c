import type { Resource } from '../world/resource.ts'

/**
 * Are two objects of one World surely applied together? Objects of a cluster are; of files those of one file, or of one folder, as
 * `kubectl apply -f FOLDER` takes them. Other folders of a repository are often alternatives: variants, overlays, a chart.
 */
export function appliedTogether({ origin: one }: Resource, { origin: other }: Resource): boolean {
  return one.file === other.file || folderOf(one.file) === folderOf(other.file)
}

function folderOf(file: string | undefined): string | undefined {
  return file === undefined ? undefined : file.slice(0, Math.max(0, file.search(/[^/\\]*$/)))
}
