/**
 * The address of a repository for a browser, of what package.json says: `github:owner/name`, `git+https://…/name.git`,
 * `git@host:owner/name.git`, or an object with such a `url`. Undefined where it says none.
 * https://docs.npmjs.com/cli/configuring-npm/package-json#repository
 */
export function repositoryUrl(repository: unknown): string | undefined {
  const said =
    typeof repository === 'object' && repository !== null && 'url' in repository ? repository.url : repository
  if (typeof said !== 'string') return undefined
  const [, host = 'github', path] = /^(?:(github|gitlab):)?([\w.-]+\/[\w.-]+)$/.exec(said) ?? []
  if (path !== undefined) return `https://${host}.com/${path}`
  const [, place, rest] =
    /^(?:git\+)?(?:https?|ssh|git):\/\/(?:[^@/]+@)?([^/]+)\/(.+?)(?:\.git)?\/?$/.exec(said) ??
    /^(?:[^@/]+@)([^:/]+):(.+?)(?:\.git)?$/.exec(said) ??
    []
  return place === undefined || rest === undefined ? undefined : `https://${place}/${rest}`
}
