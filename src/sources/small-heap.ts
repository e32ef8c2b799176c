import { getHeapSpaceStatistics } from 'node:v8'
import { tierUpWhenLong } from './tier-up.ts'
import { setV8Flag } from './v8-flags.ts'

// both halves of the young generation
const youngEnough = 8 * 1024 * 1024
const documentsBetween = 64

let isGrowing = false
let untilNext = documentsBetween

/**
 * Collects garbage as soon as the heap has grown by a third, where V8 would let it grow fourfold: of ten thousand manifests or pods
 * nearly all is kept, so there is little to collect but much to save. V8 reads the flag after each collection.
 */
export function keepHeapSmall(): void {
  isGrowing = true
  setV8Flag('heap-growing-percent', 30, 0)
}

/**
 * Ends the growth of the young generation where the heap is to be small: V8 gives it 48 MiB where much survives, and takes no
 * less time for it. To be called with the number of documents that were read since the last time; V8 tells its size, and takes
 * no limit once it runs.
 */
export function keepYoungGenerationSmall(documents = 1): void {
  tierUpWhenLong()
  if (!isGrowing) return
  untilNext -= documents
  if (untilNext > 0) return
  untilNext = documentsBetween
  const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')
  isGrowing = young !== undefined && young.space_size < youngEnough
  if (!isGrowing) setV8Flag('semi-space-growth-factor', 1, 2)
}
