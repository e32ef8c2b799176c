import { manifestYaml } from '../../author/print.ts'
import type { ServiceEndpoints } from '../../inspect/model.ts'
import type { EndpointSlice } from '../../world/types/manifest.ts'
import { count } from '../../text/wording.ts'

/**
 * The predicted slices as manifests that an API server takes: named as the controller names them, without the endpoints
 * of pods that are still to come, which have no address; a comment counts those.
 */
export function slicesYaml(
  services: readonly Pick<ServiceEndpoints, 'name' | 'namespace' | 'predicted'>[],
): string {
  return services
    .flatMap(({ name, predicted }) => predicted.map((slice) => sliceYaml(name, slice)))
    .join('---\n')
}

function sliceYaml(service: string, slice: EndpointSlice): string {
  const { apiVersion, kind, metadata, addressType, ports } = slice
  const endpoints = (slice.endpoints ?? []).filter(({ addresses = [] }) => addresses.length > 0)
  const toCome = (slice.endpoints ?? []).length - endpoints.length
  const comment =
    toCome === 0
      ? ''
      : `# ${count(toCome, 'endpoint')} of pods not created yet: their addresses are not known\n`
  const named = { generateName: `${service}-`, ...metadata }
  const manifest = { apiVersion, kind, metadata: named, addressType, endpoints, ports: ports ?? [] }
  return `${comment}${manifestYaml(manifest)}`
}
