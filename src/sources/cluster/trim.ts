import type { Kind } from '../../world/kinds.ts'

/** How to keep of the objects of one kind the fields that are read alone; undefined where all are kept. */
export type Trim = (kind: Kind) => ((item: object) => object) | undefined
