import type { HopId, Verdict } from '../../../src/trace/model.ts'

/** One situation on real nodes that a probe looks at. */
export interface ProbeScenario {
  readonly name: string
  /** Of the server: the arguments of bedapp, and what else its pod has. */
  readonly server: {
    readonly args: readonly string[]
    readonly image?: 'app' | 'bare' | 'agnhost'
    readonly pod?: object
    readonly restricted?: boolean
  }
  readonly service?: object
  readonly port?: object
  /** `$NS` is the namespace. */
  readonly target: string
  /** The image of the client; none where no client is named. */
  readonly client?: 'app' | 'bare' | 'read-only' | 'user'
  /** Further objects of the namespace, each with the path it is created at and, for some, its status. */
  readonly more?: readonly { readonly path: string; readonly body: object; readonly status?: object }[]
  /** Files that the client's shell writes before it waits. */
  readonly clientScript?: string
  readonly status: Verdict['status']
  readonly hop?: HopId
  readonly grounds?: Verdict['grounds']
  /** In the summary. */
  readonly says: RegExp
  /** In what was left out. */
  readonly leftOut?: RegExp
  /** Rights of the user beside `view`; an administrator where nothing is said. */
  readonly rights?: readonly string[]
}
