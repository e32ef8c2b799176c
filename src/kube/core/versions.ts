/** The minor versions whose API server is predicted, oldest first. */
export const kubernetesVersions = ['1.33', '1.34', '1.35', '1.36'] as const

export const newestVersion = '1.36'

/**
 * What differs between versions: feature gates with the default of each version, and the warnings that were added.
 * Follows pkg/features/kube_features.go, pkg/api/service/warnings.go and pkg/apis/core/validation/validation.go of
 * kubernetes/kubernetes.
 */
export interface Gates {
  /** RelaxedServiceNameValidation: a Service name may begin with a digit. */
  readonly relaxedServiceNames: boolean
  /** StrictIPCIDRValidation: no leading zeros, no IPv4-mapped IPv6, no bits beyond the prefix. */
  readonly strictAddresses: boolean
  /** PreferSameTrafficDistribution: PreferSameZone, PreferSameNode and hints for nodes. */
  readonly preferSame: boolean
  readonly warnsOfPreferClose: boolean
  readonly warnsOfExternalIPs: boolean
  readonly warnsOfHeadless: boolean
  /** 1.34.0 and 1.34.1 took the default affinity of a headless Service for one that was asked for. */
  readonly warnsOfAnyHeadlessAffinity: boolean
  /** An update of a Service runs the checks of a new name and of finalizers again. */
  readonly checksServiceMetadataOnUpdate: boolean
}

interface ParsedVersion {
  readonly minor: number
  readonly patch: number
}

/** The gates of a version such as `1.34`, `v1.34.1` or `1.35.2-gke.7`; one that is out of reach counts as the nearest. */
export function gatesOf(version: string): Gates {
  const { minor, patch } = parse(version) ?? { minor: 36, patch: 99 }
  return {
    relaxedServiceNames: minor >= 36,
    strictAddresses: minor >= 36,
    preferSame: minor >= 34,
    warnsOfPreferClose: minor >= 35,
    warnsOfExternalIPs: minor >= 36,
    warnsOfHeadless: minor >= 34,
    warnsOfAnyHeadlessAffinity: minor === 34 && patch < 2,
    checksServiceMetadataOnUpdate: minor <= 33,
  }
}

/** The version among `kubernetesVersions` whose gates `gatesOf` gives for a version text. */
export function nearestVersion(version: string): string {
  const minor = minorOf(version)
  return kubernetesVersions.findLast((known) => Number(known.slice(2)) <= minor) ?? kubernetesVersions[0]
}

/** The minor version of a version text; one that cannot be read counts as newer than all. */
export function minorOf(version: string): number {
  return parse(version)?.minor ?? 99
}

function parse(version: string): ParsedVersion | undefined {
  const [, minor, patch] = /^v?1\.(\d{1,3})(?:\.(\d{1,4}))?(?![\d.])/.exec(version) ?? []
  return minor === undefined ? undefined : { minor: Number(minor), patch: Number(patch ?? 99) }
}
