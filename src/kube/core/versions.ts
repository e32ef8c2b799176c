/** A version is one entry: what differs in it is a `since` or a `before` in the tables of gates. */
const newestFirst = ['1.36', '1.35', '1.34', '1.33'] as const

export type KubernetesVersion = (typeof newestFirst)[number]

/** The minor versions whose API server is predicted, oldest first. */
export const kubernetesVersions: readonly KubernetesVersion[] = newestFirst.toReversed()

export const newestVersion: string = newestFirst[0]

/** The versions in which something is so: from the first one on, and before the other; a patch release may be named. */
export interface VersionRange {
  readonly since?: KubernetesVersion
  readonly before?: KubernetesVersion | `${KubernetesVersion}.${number}`
}

/**
 * What differs between versions: feature gates with the default of each version, and the warnings that were added.
 * Follows pkg/features/kube_features.go, pkg/api/service/warnings.go and pkg/apis/core/validation/validation.go of
 * kubernetes/kubernetes.
 */
const gates = {
  /** RelaxedServiceNameValidation: a Service name may begin with a digit. */
  relaxedServiceNames: { since: '1.36' },
  /** StrictIPCIDRValidation: no leading zeros, no IPv4-mapped IPv6, no bits beyond the prefix. */
  strictAddresses: { since: '1.36' },
  /** PreferSameTrafficDistribution: PreferSameZone, PreferSameNode and hints for nodes. */
  preferSame: { since: '1.34' },
  warnsOfPreferClose: { since: '1.35' },
  warnsOfExternalIPs: { since: '1.36' },
  warnsOfHeadless: { since: '1.34' },
  /** 1.34.0 and 1.34.1 took the default affinity of a headless Service for one that was asked for. */
  warnsOfAnyHeadlessAffinity: { since: '1.34', before: '1.34.2' },
  /** An update of a Service runs the checks of a new name and of finalizers again. */
  checksServiceMetadataOnUpdate: { before: '1.34' },
} as const satisfies Readonly<Record<string, VersionRange>>

export type Gates = Readonly<Record<keyof typeof gates, boolean>>

interface ParsedVersion {
  readonly minor: number
  readonly patch: number
}

/** The gates of a version such as `1.34`, `v1.34.1` or `1.35.2-gke.7`; one that cannot be read counts as the newest. */
export function gatesOf(version: string): Gates {
  return valuesIn(version, gates)
}

/** Which entries of a table hold in a version. */
export function valuesIn<K extends string>(
  version: string,
  table: Readonly<Record<K, VersionRange>>,
): Record<K, boolean> {
  const entries = Object.entries<VersionRange>(table).map(([name, span]) => [name, holdsIn(version, span)])
  return Object.fromEntries(entries) as Record<K, boolean>
}

/** Whether something is so in a version; one that cannot be read counts as the newest. */
export function holdsIn(version: string, { since, before }: { since?: string; before?: string }): boolean {
  const at = parse(version) ?? parse(newestVersion)
  return (since === undefined || isReached(at, since)) && (before === undefined || !isReached(at, before))
}

/** The version among `kubernetesVersions` whose gates `gatesOf` gives for a version text. */
export function nearestVersion(version: string): string {
  const minor = minorOf(version)
  return newestFirst.find((known) => minorOf(known) <= minor) ?? newestFirst.at(-1) ?? newestVersion
}

/** The minor version of a version text; one that cannot be read counts as newer than all. */
function minorOf(version: string): number {
  return parse(version)?.minor ?? 99
}

/** A bare minor version is its last patch release as what is asked about, and its first as a limit. */
function isReached(at: ParsedVersion | undefined, limit: string): boolean {
  const [, minor = 0, patch = 0] = limit.split('.').map(Number)
  return at === undefined || at.minor > minor || (at.minor === minor && at.patch >= patch)
}

function parse(version: string): ParsedVersion | undefined {
  const [, minor, patch] = /^v?1\.(\d{1,3})(?:\.(\d{1,4}))?(?![\d.])/.exec(version) ?? []
  return minor === undefined ? undefined : { minor: Number(minor), patch: Number(patch ?? 99) }
}
