'use strict'
// What `npm run bench` prints and writes; CommonJS, which a test can load, too.

/**
 * @typedef {{name: string, peer?: boolean, ratio: number, ms: number, base: number, mebibytes?: number, rounds: number, load: number}} Row
 * @typedef {{node: string, system: string, processors: string, memory: string}} Machine
 */

const head = `# How fast it is

Written by \`npm run bench -- --write\` from what it measured. Each row is whole processes, from start to exit. Other linters are
measured when they are on the PATH; they read the same folder.

`

/**
 * In: what was measured. Out: docs/performance.md.
 * @param {{machine: Machine, rows: Row[]}} recorded
 */
function pageOf(recorded) {
  return `${head}${linesOf(recorded)}`
}

/**
 * In: what was measured. Out: a table in Markdown.
 * @param {{machine: Machine, rows: Row[]}} recorded
 */
function linesOf({ machine: { node, system, processors, memory }, rows }) {
  return `Node ${node}, ${system}, ${processors}, ${memory}. Ratios to \`node -e 0\` are medians of pairs in turn; \`load\` is the load
average of the last minute, and on a busy machine the ratio of what takes long is too high.

| what | ratio | ms | \`node -e 0\`, ms | peak memory, MiB | pairs | load |
|---|--:|--:|--:|--:|--:|--:|
${rows.map(lineOf).join('\n')}
`
}

function lineOf({ name, ratio, ms, base, mebibytes, rounds, load }) {
  const cells = [
    name,
    ratio.toFixed(2),
    ms.toFixed(1),
    base.toFixed(1),
    mebibytes ?? 'not measured',
    rounds,
    load,
  ]
  return `| ${cells.join(' | ')} |`
}

module.exports = { linesOf, pageOf }
