import { isAddress } from '../kube/core/canonical-ip.ts'
import type { Journey } from '../diagnose/journey/model.ts'
import type { Resource } from '../world/resource.ts'
import type { Gateway } from '../world/types/gateway-api.ts'
import type { Ingress } from '../world/types/manifest.ts'
import type { EntryRequest } from './plan.ts'

/** Where a controller takes the request of a journey in, by the status of its Ingress or Gateway; undefined where no address is known. */
export function entryOf({ call, entryPoint }: Journey): EntryRequest | undefined {
  if (entryPoint === undefined) return undefined
  const { host = '', url, port = entryPoint.port } = call.target
  const address = addressesOf(entryPoint.resource).find(isAddress)
  if (address === undefined || url === undefined) return undefined
  const path = `${url.path}${url.query === '' ? '' : `?${url.query}`}`
  const usual = port === (url.scheme === 'https' ? 443 : 80)
  const scheme = url.scheme === 'https' ? 'HTTPS' : 'HTTP'
  return { address, port, scheme, request: { host: usual ? host : `${host}:${port}`, path } }
}

function addressesOf({ kind, manifest }: Resource): string[] {
  if (kind === 'Ingress')
    return ((manifest as Ingress).status?.loadBalancer?.ingress ?? []).flatMap(
      ({ ip, hostname }) => ip ?? hostname ?? [],
    )
  return ((manifest as Gateway).status?.addresses ?? []).map(({ value }) => value ?? '')
}
