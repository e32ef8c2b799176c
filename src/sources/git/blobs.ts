import { gitOutput } from './git.ts'

/** Entries of a tree with their bytes, in the same order. Throws SvcError `input-unreadable` where git fails. */
export function blobsOf<E extends { readonly hash: string }>(
  entries: readonly E[],
): (E & { readonly bytes: Buffer })[] {
  if (entries.length === 0) return []
  const answer = gitOutput(['cat-file', '--batch'], `${entries.map(({ hash }) => hash).join('\n')}\n`)
  let at = 0
  return entries.map((entry) => {
    // `HASH blob SIZE`, the bytes, an end of line
    const end = answer.indexOf(10, at)
    const size = Number(answer.toString('latin1', at, end).split(' ').at(-1))
    at = end + size + 2
    return { ...entry, bytes: answer.subarray(end + 1, end + 1 + size) }
  })
}
