import type { Piece } from '../../text/piece.ts'
import type { FieldPath } from '../../world/place.ts'
import type { Resource } from '../../world/resource.ts'
import type { Mention } from './mentions.ts'

/** What sort of reference it is, which decides what the port means and who follows it. */
export type ReferenceKind =
  | 'ingress-backend'
  | 'route-backend'
  | 'route-mirror'
  | 'route-parent'
  | 'backend-tls-policy'
  | 'webhook'
  | 'conversion-webhook'
  | 'api-service'
  | 'stateful-set'
  | 'service-monitor'
  | 'mesh-destination'
  | 'mesh-host'
  | 'mesh-policy'
  | 'mesh-entry'
  | 'alias'
  | 'host-alias'
  | 'variable'
  | 'text'

/** One place of an object that means one Service. */
export interface ServiceReference {
  readonly kind: ReferenceKind
  readonly from: Resource
  /** What names the Service. */
  readonly path: FieldPath
  readonly namespace: string
  readonly name: string
  /** As the reference names it; absent where it names none. */
  readonly port?: { readonly name?: string; readonly number?: number }
  /** What names the port. */
  readonly portPath?: FieldPath
  /** How requests get there, for messages: `chat.example.com/v1`, `webhook "check.example.com"`. */
  readonly via?: string
  /** Of a name in a text. */
  readonly mention?: Mention
  readonly piece?: Piece
  /** Nothing but a word says so: it may be the name of something else. */
  readonly possible?: true
  /** The alias (ExternalName) that is named in the place of the Service. */
  readonly through?: Resource
  /** The subset of the Service's pods that a mesh is told to choose. */
  readonly subset?: string
}
