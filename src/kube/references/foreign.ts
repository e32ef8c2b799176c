import { pieceAt } from '../../text/piece.ts'
import type { FieldPath } from '../../world/place.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { resolveService } from '../dns/service-name.ts'
import { mentionsIn, shownText } from './mentions.ts'
import type { ServiceReference } from './reference.ts'

const deepest = 16
const mostStrings = 20_000

/**
 * The Services that an object of a kind which svc does not know may refer to: a URL, a host with a port or a full name in any of its
 * strings, `{kind: Service, name: …}`, and what is under `service`, `serviceName` or `services`. Who reads it cannot be told, so
 * each of them is possible only.
 */
export function foreignReferences(world: World, resource: Resource): ServiceReference[] {
  return stringsOf(resource.manifest).flatMap(({ path, text, isKey }) => {
    const own = resource.namespace ?? ''
    const found = (host: string) => resolveService(world, host, isKey.namespace ?? own)
    const place = { kind: 'text' as const, from: resource, path, possible: true as const }
    if (isKey.names) {
      const service = world.get('Service', isKey.namespace ?? own, text)
      if (service !== undefined)
        return [{ ...place, namespace: service.namespace ?? '', name: text, via: text }]
    }
    return mentionsIn(text, String(path.at(-1))).flatMap((mention) => {
      const service = found(mention.host)
      if (service === undefined) return []
      const { name, namespace = '' } = service
      const piece = pieceAt(text, mention.text, mention.index)
      return [{ ...place, namespace, name, via: shownText(mention), mention, piece }]
    })
  })
}

interface ForeignString {
  readonly path: FieldPath
  readonly text: string
  readonly isKey: { readonly names: boolean; readonly namespace?: string }
}

function stringsOf(manifest: object): ForeignString[] {
  const found: ForeignString[] = []
  const visit = (value: unknown, path: FieldPath, around: ForeignString['isKey']): void => {
    if (path.length > deepest || found.length > mostStrings) return
    if (typeof value === 'string') found.push({ path, text: value, isKey: around })
    if (typeof value !== 'object' || value === null) return
    for (const [step, child] of Array.isArray(value) ? value.entries() : Object.entries(value))
      visit(child, [...path, step], isKeyAt(value, path, step))
  }
  for (const [key, value] of Object.entries(manifest))
    if (key !== 'metadata' && key !== 'status' && key !== 'kind' && key !== 'apiVersion')
      visit(value, [key], { names: false })
  return found
}

/** Is the value under this key the name of a Service? `stableService: web`, `services: [{name: web}]`, `{kind: Service, name: web}`. */
function isKeyAt(value: object, path: FieldPath, step: string | number): ForeignString['isKey'] {
  if (Array.isArray(value)) return { names: isServiceKey(path.at(-1)) }
  const { kind, namespace } = value as { kind?: unknown; namespace?: unknown }
  const holder = path.findLast((part) => typeof part === 'string')
  const names = step === 'name' ? kind === 'Service' || isServiceKey(holder) : isServiceKey(step)
  return { names, ...(typeof namespace === 'string' ? { namespace } : {}) }
}

function isServiceKey(step: string | number | undefined): boolean {
  return typeof step === 'string' && /(?:^s|S)ervices?(?:Names?|Refs?)?$/.test(step)
}
