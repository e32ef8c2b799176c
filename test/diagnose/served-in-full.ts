import type { Served } from '../../src/diagnose/served.ts'
import { formatPath } from '../../src/world/place.ts'

/** What is said of a port of a pod with all that it rests on, a line for each part. */
export function servedInFull(served: Served): string[] {
  const { outcome, grounds, code, because, at, cause, instead, protocol, more, evidence } = served
  const rest = [cause, instead, protocol, more && `${formatPath(more.at)} + ${more.word}`]
  return [
    `${outcome} ${grounds} ${code} at ${at}: ${because}`,
    ...(rest.some((each) => each !== undefined) ? [rest.map((each) => each ?? '-').join(' ')] : []),
    ...evidence.map(({ resource, path }) => `- ${resource.kind} ${formatPath(path)}`),
  ]
}
