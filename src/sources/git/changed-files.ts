import { resolve } from 'node:path'
import { askGit, commitOf, fieldsOf, gitOutput, withoutOwnFilters } from './git.ts'

/**
 * The commit from which the working directory went its own way: what the revision got since is left out, as in a pull request. The
 * revision itself where the history does not tell, as in a shallow clone. Throws SvcError `input-unreadable` outside of a repository.
 */
export function forkPoint(revision: string): string {
  const commit = commitOf(revision)
  if (commit === undefined) return String(gitOutput(['rev-parse', '--verify', `${revision}^{commit}`])).trim()
  const { status, stdout } = askGit(['merge-base', commit, 'HEAD'])
  return status === 0 ? String(stdout).trim() : commit
}

/** The files that differ from a commit: changed, staged, new and not ignored. Out: absolute paths. Throws as `forkPoint`. */
export function changedFiles(commit: string): ReadonlySet<string> {
  const root = resolve(String(gitOutput(['rev-parse', '--show-cdup'])).trim())
  const changed = gitOutput(
    ['diff', '--name-only', '--no-ext-diff', '-z', commit, '--'],
    '',
    withoutOwnFilters(),
  )
  const added = gitOutput(['ls-files', '--others', '--exclude-standard', '--full-name', '-z', '--', ':/'])
  return new Set([...fieldsOf(changed), ...fieldsOf(added)].map((file) => resolve(root, file)))
}
