import { pieceAt, type Piece } from '../../text/piece.ts'
import type { FieldPath } from '../../world/place.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { podSourceOfPod, podTemplatesOf } from '../workload/pod-source.ts'
import { kindOf } from '../../world/kinds.ts'
import type { ConfigMap, Pod } from '../../world/types/manifest.ts'
import { mentionsIn, type Mention } from './mentions.ts'
import { ownerOf } from '../workload/owner.ts'
import { textsOfConfigMap, textsOfPod, type ProgramText } from './strings.ts'

/** A place where a client names its peer. */
export interface ClientReference {
  readonly resource: Resource
  readonly path: FieldPath
  readonly mention: Mention
  /** Of the text: what a fix replaces and what a report points at. */
  readonly piece: Piece
}

/**
 * The peers that a resource names in the strings its programs read: env, command and args of its pod templates, or the
 * values of a ConfigMap. A pod whose workload the World holds says nothing new, so it has none.
 */
export function clientReferencesOf(world: World, resource: Resource): ClientReference[] {
  return programTextsOf(world, resource).flatMap(({ path, text }) =>
    mentionsIn(text).map((mention) => ({
      resource,
      path,
      mention,
      piece: pieceAt(text, mention.text, mention.index),
    })),
  )
}

/** The strings of a resource that programs read; none for a pod whose workload the World holds. */
export function programTextsOf(world: World, resource: Resource): ProgramText[] {
  const kind = kindOf(resource.manifest)
  if (kind === 'ConfigMap') return textsOfConfigMap(resource as Resource<ConfigMap>)
  if (ownerOf(world, resource)?.resource !== undefined) return []
  if (kind === 'Pod') return textsOfPod(podSourceOfPod(resource as Resource<Pod>))
  return podTemplatesOf(resource).flatMap(textsOfPod)
}
