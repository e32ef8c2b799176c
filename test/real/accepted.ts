import type { Manifest } from '../../src/world/types/manifest.ts'
import type { BedWorld } from '../bed/world.js'

/** The kinds that `svc new` writes, as paths of the API call them. */
export const resources: Readonly<Record<string, string>> = {
  Service: 'services',
  HTTPRoute: 'httproutes',
  GRPCRoute: 'grpcroutes',
  InferencePool: 'inferencepools',
  Ingress: 'ingresses',
  ReferenceGrant: 'referencegrants',
  NetworkPolicy: 'networkpolicies',
  ServiceMonitor: 'servicemonitors',
}

/** What a real API server has against creating a manifest, in the one namespace that there is; warnings count. */
export async function whyNotAccepted(world: BedWorld, manifest: Manifest): Promise<string[]> {
  const { apiVersion, kind, metadata } = manifest
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  const path = `${root}/namespaces/default/${resources[kind] ?? kind}?dryRun=All&fieldValidation=Strict`
  const { status, body, warnings } = await world.api.ask(path, {
    method: 'POST',
    body: { ...manifest, metadata: { ...metadata, namespace: 'default' } },
  })
  return [
    ...(status === 201 ? [] : [`${kind} is refused: ${String(body.message)}`]),
    ...warnings.map((warning) => `${kind} is warned of: ${warning}`),
  ]
}
