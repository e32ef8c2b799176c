import { patchOf } from '../../world/applied-together.ts'
import type { World } from '../../world/world.ts'
import type { End, Field, Journey, Passed, Stage } from './model.ts'

/**
 * The journey with what kustomizations make of the objects that it met: overlays are not built here. Where a patch changes a field that
 * an end rests on, the end is not known; what gets through in spite of patches or new names takes them for granted.
 */
export function withPatchesLater(world: World, journey: Journey): Journey {
  if (!world.derived(isOverlaid)) return journey
  return {
    ...journey,
    ...(journey.end === undefined ? {} : { end: endLater(journey.end) }),
    steps: stepsLater(journey.steps),
    lost: journey.lost.map(endLater),
    legs: journey.legs.map((leg) => ({
      ...leg,
      ...(leg.end === undefined ? {} : { end: endLater(leg.end) }),
      steps: stepsLater(leg.steps),
      ways: leg.ways.map((way) => ({ ...way, end: endLater(way.end) })),
    })),
  }
}

function isOverlaid(world: World): boolean {
  return world.resources.some(({ origin }) => origin.patches !== undefined || origin.isRenamed === true)
}

function endLater(end: End): End {
  if (end.outcome === 'reached') return asWritten(end, end.fields)
  const [patch] = patchesAt(placesOf(end))
  if (patch === undefined || end.outcome === 'unknown') return end
  const { doubtful: _, remedy: __, ...rest } = end
  const { file, resource } = patch
  const because = `${end.because}; ${file} patches ${resource.kind} ${resource.name} there, and overlays are not built here`
  return { ...rest, outcome: 'unknown', because }
}

function stepsLater(steps: Journey['steps']): Journey['steps'] {
  const entries = Object.entries(steps) as [Stage, Passed][]
  return Object.fromEntries(entries.map(([stage, step]) => [stage, asWritten(step, step.fields)]))
}

/** Everything that an end rests on, and what its remedy would change. */
function placesOf({ fields = [], reasons = [], remedy }: End): Field[] {
  const edits = remedy !== undefined && 'edits' in remedy ? remedy.edits : []
  return [
    ...fields,
    ...[...reasons.flatMap(({ grounds }) => grounds), ...edits].map(({ resource, at }) => ({
      resource,
      path: at,
    })),
  ]
}

function patchesAt(places: readonly Field[]) {
  return places.flatMap(({ resource, path }) => {
    const patch = patchOf(resource, path)
    return patch === undefined ? [] : [{ file: patch.file, resource }]
  })
}

/** What gets through rests on these fields as their text is. */
function asWritten<T extends { readonly assumes?: readonly string[] }>(
  step: T,
  fields: readonly Field[] = [],
): T {
  const patched = patchesAt(fields).map(
    ({ file, resource: { kind, name } }) => `${kind} ${name} as it is written: ${file} patches it`,
  )
  const isRenamed = fields.some(({ resource }) => resource.origin.isRenamed === true)
  const renamed = isRenamed ? ['names and namespaces as they are written: a kustomization changes them'] : []
  const all = [...new Set([...patched, ...renamed])]
  return all.length === 0 ? step : { ...step, assumes: [...(step.assumes ?? []), ...all] }
}
