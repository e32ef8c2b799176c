import type { PodSpec } from '../../../world/types/manifest.ts'

/** Who looks a name up: a pod (or any pod of a namespace, when it has no spec), or a program on a node. */
export interface Client {
  readonly namespace: string
  readonly spec?: PodSpec
  /** Of the pod, where there is one. */
  readonly name?: string
  readonly addresses?: readonly string[]
  readonly onNode?: boolean
}
