import { setV8Flag } from './v8-flags.ts'

// bytes of bytecode that a function runs before V8 thinks about compiling it anew
const usual = 67_584
const patient = 500_000
const longMs = 1000

let isLate = false

/**
 * Makes V8 compile functions for speed later than it does by itself: in a run of a second it gets that work, done on another thread, back only in
 * part, and undoes much of it when the objects after the first ones look different. Lint of 2,000 documents takes two thirds of the time so.
 * For the V8 of Node 20, which has no compiler in between; later ones take the same time either way.
 */
export function tierUpLate(): void {
  if (isLate || performance.now() >= longMs || !process.versions.v8.startsWith('11.')) return
  isLate = true
  setV8Flag('interrupt-budget', patient, usual)
}

/** Ends that for a run that takes long: it is asked often, between two pieces of work. */
export function tierUpWhenLong(): void {
  // since the process began; its CPU time says it better, but asking for that takes longer than a document
  if (!isLate || performance.now() < longMs) return
  isLate = false
  setV8Flag('interrupt-budget', usual, usual)
}
