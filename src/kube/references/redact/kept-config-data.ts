import type { Manifest } from '../../../world/types/manifest.ts'
import { reduceText, removed, type TextReader } from './reduce-text.ts'

const dnsConfigs = new Set(['coredns', 'rke2-coredns-rke2-coredns', 'coredns-custom'])

// lines of the configurations that kubeadm stores: what they decide, and nothing else of them
const settings: Readonly<Record<string, RegExp>> = {
  'kube-proxy': /^(?:mode:[^\n]*|nodePortAddresses:[^\n]*(?:\n[ \t]*-[^\n]*)*)/gm,
  'kubelet-config': /^(?:clusterDomain:[^\n]*|clusterDNS:[^\n]*(?:\n[ \t]*-[^\n]*)*)/gm,
  'kubeadm-config': /^[ \t]+(?:dnsDomain|serviceSubnet|podSubnet):[^\n]*/gm,
}

/**
 * The data of a ConfigMap: every key, for they become variables and files. Of the cluster's own configuration the settings
 * that decide who handles Services and names; of all others what programs may find there, as in `reduceText`.
 */
export function keptConfigData(
  { metadata }: Manifest,
  data: unknown,
  reader: TextReader,
): Record<string, string> | undefined {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined
  const { name = '', namespace } = metadata ?? {}
  const isOwn = namespace === 'kube-system'
  const lines = isOwn && Object.hasOwn(settings, name) ? settings[name] : undefined
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => {
      const text = String(value ?? '')
      if (isOwn && dnsConfigs.has(name)) return [key, keptDnsConfig(text)]
      if (lines !== undefined) return [key, (text.match(lines) ?? []).join('\n')]
      return [key, reduceText(text, reader, key)]
    }),
  )
}

/** A Corefile, or a file that it reads: without remarks, and without what its plugins log in with. */
function keptDnsConfig(text: string): string {
  return text
    .replaceAll(/(^|[ \t])#.*$/gm, '$1')
    .replaceAll(/(\bTXT\b[ \t]+).*$/gim, `$1"${removed}"`)
    .replaceAll(
      /^([ \t]*(?:credentials|secret|token|password|aws_access_key|client_secret|tenant|subscription|environment|user|api_?key)[ \t]+).*$/gim,
      `$1${removed}`,
    )
}
