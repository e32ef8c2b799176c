// Says how long it takes to find the pods of every Service in a large cluster.
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))

/** A paragraph about the median of three runs by the join; each in a process of its own. */
export function inLargeCluster(work) {
  // it asks rooms inside src/, which the built package does not show
  const program = join(work, 'join.mjs')
  buildSync({
    entryPoints: [join(here, 'join.js')],
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
  })
  const runs = Array.from({ length: 3 }, () => {
    const { stdout } = spawnSync(process.execPath, ['--expose-gc', program], { encoding: 'utf8' })
    return JSON.parse(stdout)
  })
  const { onePass, joined, judged, mebibytes } = runs.toSorted((a, b) => a.joined - b.joined)[1]
  const passes = (time) =>
    `${time.toFixed(0)} ms, ${(time / onePass).toFixed(1)} times as long as reading one label of each pod`
  return `
10,000 Services and 150,000 pods, in milliseconds of the processor:
- which pods each Service selects: ${passes(joined)}; ${mebibytes.toFixed(0)} MiB
- which of them are endpoints, with ports and conditions: ${passes(judged)}
`
}
