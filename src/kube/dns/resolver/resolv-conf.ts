/** A resolver configuration as its lines say it. */
export interface ResolvConf {
  readonly nameservers: readonly string[]
  readonly search: readonly string[]
  /** By name; the value is empty where an option has none. */
  readonly options: ReadonlyMap<string, string>
}

/**
 * Reads a resolv.conf as the kubelet reads the node's: nameservers add up, the last search line counts, options are merged.
 * Follows parseResolvConf in kubernetes/kubernetes pkg/kubelet/network/dns/dns.go.
 */
export function readResolvConf(text: string): ResolvConf {
  const nameservers: string[] = []
  let search: string[] = []
  const options = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [keyword, ...words] =
      line
        .split(/[#;]/)[0]
        ?.split(/\s+/)
        .filter((word) => word !== '') ?? []
    if (keyword === 'nameserver') nameservers.push(...words.slice(0, 1))
    if (keyword === 'search')
      search = words.map((word) => word.replace(/\.$/, '')).filter((word) => word !== '')
    if (keyword === 'options') for (const word of words) options.set(...option(word))
  }
  return { nameservers, search, options }
}

function option(word: string): [string, string] {
  const colon = word.indexOf(':')
  return colon === -1 ? [word, ''] : [word.slice(0, colon), word.slice(colon + 1)]
}

/** The file as a container sees it, in the order in which containerd and CRI-O write it; options come in any order. */
export function formatResolvConf({ nameservers, search, options }: ResolvConf): string {
  const words = [...options].map(([name, value]) => (value === '' ? name : `${name}:${value}`))
  return [
    ...(search.length === 0 ? [] : [`search ${search.join(' ')}`]),
    ...nameservers.map((address) => `nameserver ${address}`),
    ...(words.length === 0 ? [] : [`options ${words.join(' ')}`]),
    '',
  ].join('\n')
}
