import { existsSync } from 'node:fs'
import { SvcError } from '../../errors.ts'

/** What the words behind a command name: objects, and paths to read. */
export interface NamesAndPaths {
  readonly names: readonly string[]
  readonly paths: readonly string[]
}

/**
 * Tells names from paths. A path is `-`, has the ending of a manifest, a glob character, or a slash where a file or
 * folder of that name is there. A bare word is a name, even where a folder is called so: what is asked of a cluster
 * must not depend on the working directory.
 */
export function splitWords(words: readonly string[]): NamesAndPaths {
  return {
    names: words.filter((word) => !isPath(word)),
    paths: words.filter(isPath),
  }
}

/** Reads; where there is no cluster to read, and a name is that of a file, SvcError `config` says how files are named. */
export async function orPathMeant<T>(names: readonly string[], read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    const meant = pathMeant(names)
    if (!(error instanceof SvcError) || error.code !== 'config' || meant === undefined) throw error
    throw new SvcError(error.code, error.message, { hint: meant })
  }
}

const serviceWord = /^(?:svc|services?)$/i
const kindWord =
  /^(?:svc|services?|po|pods?|no|nodes?|deploy|deployments?|sts|statefulsets?|ds|daemonsets?|ing|ingress(?:es)?|httproutes?|grpcroutes?)$/i

/** Is the word kubectl's name of the kind, as in `kubectl get services`? */
export function isServiceWord(word: string): boolean {
  return serviceWord.test(word)
}

/** kubectl's `TYPE NAME` as `TYPE/NAME`, and of a Service the NAME alone. */
export function typedKinds(words: readonly string[]): string[] {
  const [first = '', second, ...rest] = words
  if (second === undefined || !kindWord.test(first) || second.startsWith('-') || isPath(second))
    return [...words].filter((word, index) => index > 0 || !isServiceWord(word))
  return [isServiceWord(first) ? second : `${first}/${second}`, ...rest]
}

/**
 * One name, then paths: there a bare word is a path as well. kubectl's `TYPE NAME` is one name. Throws SvcError `usage`
 * without a name, and for a second one; `what` is the name as the command calls it.
 */
export function oneNameThenPaths(
  written: readonly string[],
  { command, what, example }: { command: string; what: string; example: string },
): { readonly name: string; readonly paths: readonly string[] } {
  const words = joinKind(written)
  const [name, ...others] = splitWords(words).names
  const hint = `for example: ${example}`
  if (name === undefined) {
    const [path] = words
    throw new SvcError(
      'usage',
      path === undefined
        ? `svc ${command} needs ${what}`
        : `"${path}" is a path; svc ${command} needs ${what} as well`,
      { hint },
    )
  }
  const missing = others.find((word) => !existsSync(word))
  if (missing !== undefined) throw secondName({ command, name, missing, hint })
  return { name, paths: words.filter((word) => word !== name) }
}

/** `service web deploy/` is `service/web deploy/`, unless `web` is there as a file. */
function joinKind(words: readonly string[]): readonly string[] {
  const [first = '', second = ''] = words
  return second === '' || !kindWord.test(first) || existsSync(first) || isPath(second) || existsSync(second)
    ? words
    : [`${first}/${second}`, ...words.slice(2)]
}

function secondName(said: { command: string; name: string; missing: string; hint: string }): SvcError {
  const { command, name, missing, hint } = said
  const isPort = /^\d+$/.test(missing) && command === 'trace'
  const meant = isPort ? `${name}:${missing}` : existsSync(name) ? `${missing} ${name}` : undefined
  return new SvcError(
    'usage',
    `"${missing}" is neither a file nor a folder; svc ${command} takes one name, then files`,
    { hint: meant === undefined ? hint : `for example: svc ${command} ${meant}` },
  )
}

/** Paths, which may be bare words, and names of what is not there as a file. */
export function pathsOrNames(words: readonly string[]): NamesAndPaths {
  const isThere = (word: string) => isPath(word) || existsSync(word)
  return { names: words.filter((word) => !isThere(word)), paths: words.filter(isThere) }
}

/** `also a folder`: what a bare name, taken for an object, could have meant. */
export function pathMeant(names: readonly string[]): string | undefined {
  const path = names.findLast((name) => existsSync(name))
  return path === undefined ? undefined : `to read the files of that name, write ./${path}`
}

// a kind in front makes a name of whatever follows
const kindInFront =
  /^(?:svc|services?|po|pods?|no|nodes?|deploy|deployments?|sts|ds|ing|ingress(?:es)?|httproutes?|grpcroutes?)\//i

function isPath(word: string): boolean {
  if (word === '-' || word === '.' || word === '..' || /^~?\.{0,2}\//.test(word)) return true
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(word)) return false
  if (/\.(?:ya?ml|json)$/i.test(word) || /[*?{}]|\[.*\]\S*[/.]/.test(word) || word.endsWith('/')) return true
  return word.includes('/') && !kindInFront.test(word) && existsSync(word)
}

/** The flags with the paths that were given as arguments, in front of those of -f. */
export function withPaths<F extends { readonly filename?: string[] | undefined }>(
  flags: F,
  paths: readonly string[],
): F {
  return paths.length === 0 ? flags : { ...flags, filename: [...paths, ...(flags.filename ?? [])] }
}

/** All that is read instead of a cluster. */
export function inputsOf(
  paths: readonly string[],
  { filename = [] }: { readonly filename?: readonly string[] | undefined },
): string[] {
  return [...paths, ...filename]
}
