import type { RuleHeader } from './rule-header.ts'

/** Where the sources are, and of which version pages are meant. */
interface Pages {
  readonly repository?: string | undefined
  readonly version: string
}

/** The page of this tool: its repository, else that of the package. */
export function homeUri({ repository }: Pages): string {
  return repository ?? 'https://www.npmjs.com/package/kubectl-svc'
}

/** The page of a rule in the repository, at the tag of this version; where no repository is known, what Kubernetes says. */
export function rulePageUri({ id, source }: RuleHeader, { repository, version }: Pages): string {
  if (repository === undefined) return source
  const blob = new URL(repository).hostname.startsWith('gitlab.') ? '-/blob' : 'blob'
  return `${repository}/${blob}/v${version}/docs/rules/${id}.md`
}
