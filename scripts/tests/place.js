import { fileURLToPath } from 'node:url'

/** The folder of the project, with a slash at its end. */
export const root = fileURLToPath(new URL('../../', import.meta.url))

/** The script of all modules of src/, which `bundle.js` writes and `environment.js` runs. */
export const bundleFile = `${root}build/tests/src.cjs`

/** The global function of a test file that gives a module of src/ by its path. */
export const moduleOf = 'moduleOfSources'
