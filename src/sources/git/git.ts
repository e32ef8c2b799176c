import { spawnSync } from 'node:child_process'
import { SvcError } from '../../errors.ts'

// what a repository configures may run programs; none of it is needed to read
const safe = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '--no-pager']

// a tree of some hundred thousand files, or all of their texts
const largestAnswer = 512 * 1024 * 1024

/** What git said. */
interface Answer {
  readonly status: number
  readonly stdout: Buffer
  readonly stderr: string
}

/**
 * Runs git in the working directory, without a shell. In: its arguments, and what it reads from standard input.
 * Throws SvcError `usage` where there is no git.
 */
export function askGit(
  args: readonly string[],
  input = '',
  env: Readonly<Record<string, string>> = {},
): Answer {
  const { status, stdout, stderr, error } = spawnSync('git', [...safe, ...args], {
    input,
    env: { ...process.env, ...env },
    maxBuffer: largestAnswer,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  if (error !== undefined && (error as NodeJS.ErrnoException).code === 'ENOENT')
    throw new SvcError('usage', 'git is not installed', { hint: 'it reads the revisions of files' })
  return { status: error === undefined ? (status ?? 1) : 1, stdout, stderr: String(stderr) }
}

/** The same where git must succeed. Throws SvcError `input-unreadable` with the first line of what git says. */
export function gitOutput(
  args: readonly string[],
  input?: string,
  env?: Readonly<Record<string, string>>,
): Buffer {
  const { status, stdout, stderr } = askGit(args, input, env)
  if (status === 0) return stdout
  const [said = ''] = stderr.trim().split('\n')
  throw new SvcError('input-unreadable', `git ${args[0] ?? ''} failed: ${said || `exit code ${status}`}`)
}

/**
 * Settings, as variables, that keep git from running the filters that the repository itself configures: comparing files of the
 * working tree runs them. Those of the user stay, as of Git LFS.
 */
export function withoutOwnFilters(): Readonly<Record<string, string>> {
  const asked = ['config', '--includes', '--show-scope', '-z', '--get-regexp', '^filter\\.']
  const fields = askGit(asked).stdout.toString('utf8').split('\0')
  const names = new Set<string>()
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [key = ''] = (fields[at + 1] ?? '').split('\n', 1)
    if (!['system', 'global'].includes(fields[at] ?? '')) names.add(key.slice(0, key.lastIndexOf('.')))
  }
  const settings = [...names].flatMap((name) => [
    [`${name}.process`, ''],
    [`${name}.clean`, ''],
    [`${name}.required`, 'false'],
  ])
  return Object.fromEntries([
    ['GIT_CONFIG_COUNT', String(settings.length)],
    ...settings.flatMap(([key = '', value = ''], index) => [
      [`GIT_CONFIG_KEY_${index}`, key],
      [`GIT_CONFIG_VALUE_${index}`, value],
    ]),
  ]) as Record<string, string>
}

/** The commit that a revision (`main`, `HEAD~1`, `v1.2`, a hash) means here; undefined where it means none. */
export function commitOf(revision: string): string | undefined {
  if (revision.startsWith('-')) return undefined
  const { status, stdout } = askGit(['rev-parse', '--verify', '--quiet', `${revision}^{commit}`])
  const commit = String(stdout).trim()
  return status === 0 && /^[0-9a-f]{40,64}$/.test(commit) ? commit : undefined
}

/** The fields of an answer with `-z`. */
export function fieldsOf(answer: Buffer): string[] {
  return answer
    .toString('utf8')
    .split('\0')
    .filter((field) => field !== '')
}
