/** A failure that is told in words, without a stack: what is missing, or what did not come up. */
export class BedError extends Error {}
