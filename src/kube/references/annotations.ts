import { kindOf, type Kind } from '../../world/kinds.ts'
import { valueAt, type FieldPath } from '../../world/place.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { resolveService } from '../dns/service-name.ts'
import { ownerOf } from '../workload/owner.ts'
import { podTemplatesOf } from '../workload/pod-source.ts'
import type { ClientReference } from './clients.ts'
import { mentionsIn, type Mention } from './mentions.ts'
import type { ProgramText } from './strings.ts'

// written by controllers, from the annotations of what they belong to
const copies: ReadonlySet<Kind | undefined> = new Set(['EndpointSlice', 'Endpoints'])

/**
 * The Services that the annotations of a resource and of its pod templates name: `nginx.ingress.kubernetes.io/auth-url`, a proxy's
 * settings, a dashboard's address. Who reads an annotation cannot be told, so only a name in full (`….svc`) counts, or the
 * URL of a Service that is there. None for a resource whose owner the World holds.
 */
export function annotationReferencesOf(world: World, resource: Resource): ClientReference[] {
  if (copies.has(kindOf(resource.manifest)) || ownerOf(world, resource)?.resource !== undefined) return []
  const places = [[], ...podTemplatesOf(resource).map(({ path }) => path)]
  return places
    .flatMap((path) => textsOfAnnotations(resource, [...path, 'metadata', 'annotations']))
    .flatMap(({ path, text }) =>
      mentionsIn(text)
        .filter((mention) => meansService(world, mention, resource.namespace ?? ''))
        .map((mention) => ({
          resource,
          path,
          mention,
          piece: { text: mention.text, index: mention.index, within: text },
        })),
    )
}

/** The annotations that may hold a name; one that carries a whole manifest (`last-applied-configuration`) says nothing new. */
function textsOfAnnotations({ manifest }: Resource, path: FieldPath): ProgramText[] {
  const annotations = valueAt(manifest, path)
  if (typeof annotations !== 'object' || annotations === null) return []
  return Object.entries(annotations).flatMap(([key, text]: [string, unknown]) =>
    typeof text === 'string' && /:\/\/|\.svc\b/.test(text) && !text.includes('"apiVersion"')
      ? [{ path: [...path, key], text }]
      : [],
  )
}

function meansService(world: World, { host, scheme }: Mention, namespace: string): boolean {
  if (/\.svc(\.|$)/i.test(host)) return true
  return scheme !== undefined && resolveService(world, host, namespace) !== undefined
}
