import { dependents } from '../src/diagnose/dependents.ts'
import { healthOf } from '../src/inspect/health.ts'
import { referencesOf } from '../src/kube/references/references.ts'
import { formatPath } from '../src/world/place.ts'
import { nameOf, type Resource } from '../src/world/resource.ts'
import type { World } from '../src/world/world.ts'

/** What `svc ls` and `svc who` say of a World, a line for each part: each Service and how it is, and each place that names a Service. */
export function worldInFull(world: World): string[] {
  const services = world.all('Service')
  return [
    ...services.map((service) => {
      const { health, ready, total, because, reasons = [] } = healthOf(world, service)
      const codes = reasons.map(({ code, grounds }) => ` ${code} ${grounds.map(placed).join(' ')}`)
      return `${nameOf(service)} is ${health}, ${ready} of ${total}: ${because}${codes.join(',')}`
    }),
    ...world.resources.flatMap((resource) => referencesOf(world, resource)).map(referenceLine),
    ...services
      .flatMap((service) => dependents(world, service))
      .flatMap(({ reference: { from, path }, ok, because }) =>
        because === undefined
          ? []
          : [`${placed({ resource: from, at: path })} ${ok ?? 'perhaps'}: ${because}`],
      ),
  ]
}

function referenceLine(reference: ReturnType<typeof referencesOf>[number]): string {
  const { kind, from, path, portPath, namespace, name, port, via, piece, possible, through, subset } =
    reference
  const named = port === undefined ? '' : `:${port.name ?? port.number}`
  const rest = Object.entries({
    by: portPath === undefined ? undefined : formatPath(portPath),
    at: piece === undefined ? undefined : `${piece.index}+${piece.text}`,
    through: through === undefined ? undefined : nameOf(through),
    subset,
    possible,
  }).flatMap(([word, value]) => (value === undefined ? [] : [` ${word} ${value}`]))
  return `${placed({ resource: from, at: path })} → ${namespace}/${name}${named} (${kind}, ${via ?? 'no way'})${rest.join('')}`
}

function placed({ resource, at }: { resource: Resource; at: Parameters<typeof formatPath>[0] }): string {
  return `${nameOf(resource)} ${formatPath(at)}`
}
