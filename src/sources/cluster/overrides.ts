import { resolve } from 'node:path'
import type { Fields } from './kubeconfig.ts'

/** What flags say in the place of a kubeconfig, as in kubectl (client-go, tools/clientcmd/overrides.go). */
export interface Overrides {
  /** Names of other entries of the kubeconfig. */
  readonly cluster?: string
  readonly user?: string
  readonly server?: string
  readonly certificateAuthority?: string
  readonly insecureSkipTlsVerify?: boolean
  readonly tlsServerName?: string
  readonly token?: string
}

/** The fields of a cluster with what flags say of it; a path starts at the working directory. */
export function clusterWith(fields: Fields, overrides: Overrides): Fields {
  const { server, certificateAuthority, insecureSkipTlsVerify, tlsServerName } = overrides
  const changed: Record<string, unknown> = { ...fields }
  if (server !== undefined) changed['server'] = server.includes('://') ? server : `https://${server}`
  if (tlsServerName !== undefined) changed['tls-server-name'] = tlsServerName
  // one of the two is meant: an authority in the kubeconfig would contradict the flag
  if (certificateAuthority !== undefined || insecureSkipTlsVerify === true) {
    delete changed['certificate-authority-data']
    delete changed['certificate-authority']
    changed['insecure-skip-tls-verify'] = insecureSkipTlsVerify === true
  }
  if (certificateAuthority !== undefined) changed['certificate-authority'] = resolve(certificateAuthority)
  return changed
}

/** The fields of a user with a token in the place of whatever else would log in. */
export function userWith(fields: Fields, { token }: Overrides): Fields {
  if (token === undefined) return fields
  const { exec: _exec, 'auth-provider': _provider, tokenFile: _file, ...rest } = fields
  return { ...rest, token }
}
