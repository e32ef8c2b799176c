/** Draws numbers that are the same for the same seed, on every machine (mulberry32). */
export class Draw {
  private state: number

  constructor(seed: number) {
    this.state = seed >>> 0
  }

  /** A number from 0 to below 1. */
  next(): number {
    this.state = (this.state + 0x6d_2b_79_f5) >>> 0
    let mixed = this.state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }

  chance(share: number): boolean {
    return this.next() < share
  }

  /** One of a list that is not empty. */
  of<T>(list: readonly T[]): T {
    const drawn = list[this.below(list.length)]
    if (drawn === undefined && list.length === 0) throw new Error('nothing to draw from')
    return drawn as T
  }
}
