import { join } from 'node:path'
import type * as Main from '../main.ts'
import { cacheFile, readCache, writeCache } from './code-cache.ts'
import { openScripts } from './scripts.ts'

/** What the build puts in: it names the scripts of `cli/` by their content. */
declare const BUILD_ID: string

/** How long a run may last to be worth keeping: V8 forgets how to start what ran long ago. */
const longestKeptMs = 5000

/** Starts the built command line: loads its scripts, compiled before if they were kept, and runs it. */
export async function launch(argv: readonly string[]): Promise<void> {
  const file = cacheFile({ command: argv[0] ?? 'help', build: BUILD_ID, env: process.env })
  const before = file === undefined ? undefined : readCache(file)
  const scripts = openScripts(join(import.meta.dirname, 'cli'), before)
  const { main, processIo } = scripts.load('main.cjs') as typeof Main
  const io = processIo()
  process.exitCode = await main(argv, io)
  const isTypical = process.exitCode !== 2 && process.exitCode < 4 && process.uptime() * 1000 < longestKeptMs
  if (file !== undefined && isTypical && scripts.compiledAny()) writeCache(file, scripts.compiled())
  // taking down the heap and the streams of Node takes a tenth of a short run
  if (io.isFlushed()) process.exit()
}
