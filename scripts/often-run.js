// npm run often-run: writes scripts/often-run.json, which modules short runs of the frequent commands call. The build puts
// these together (scripts/script-plan.js). A list that is out of date makes a run slower, and nothing else.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pair } from '../test/bench/corpus.js'
import { copyOf } from './mutation/copy.js'
import { frequent } from './script-plan.js'

const model = ['svc/model-1', '-n', 'team-1', '-f', 'pairs.yaml']
const chat = ['chat-api', '-f', 'examples/chat-api']
const runs = [
  ...['examples/chat-api', 'examples/01-clusterip/web.yaml', 'examples/02-nodeport', 'pairs.yaml'].map(
    (path) => ['lint', path],
  ),
  ...['trace', 'endpoints', 'who'].map((command) => [command, ...chat]),
  ['trace', ...model],
  ['ls', '-f', 'examples/chat-api'],
  ['new', 'clusterip', 'web', '--port', '80'],
  ['new', 'nodeport', 'web', '--port', '80', '--selector', 'app=web'],
]

const place = copyOf(fileURLToPath(new URL('..', import.meta.url)))
const callers = new Map()
try {
  writeFileSync(join(place, 'pairs.yaml'), [pair(0), pair(1)].join('---\n'))
  writeFileSync(
    join(place, 'run.mjs'),
    `import { main, processIo } from './src/main.js'\nprocess.exitCode = await main(process.argv.slice(2), processIo())\n`,
  )
  for (const run of runs)
    for (const file of calledIn(run)) callers.set(file, (callers.get(file) ?? new Set()).add(run[0]))
} finally {
  rmSync(place, { recursive: true, force: true })
}
const rows = [...callers.keys()]
  .toSorted((a, b) => (a < b ? -1 : 1))
  .map((file) => {
    const commands = frequent.filter((command) => callers.get(file).has(command))
    return `  "${file}": [${commands.map((command) => `"${command}"`).join(', ')}]`
  })
writeFileSync(new URL('often-run.json', import.meta.url), `{\n${rows.join(',\n')}\n}\n`)

/** The modules of src/ of which a run calls a function. */
function calledIn(run) {
  const folder = mkdtempSync(join(tmpdir(), 'svc-often-run-'))
  try {
    const { status, stderr } = spawnSync(process.execPath, ['run.mjs', ...run], {
      cwd: place,
      env: { ...process.env, NODE_V8_COVERAGE: folder },
      encoding: 'utf8',
    })
    if (![0, 1, 3].includes(status)) throw new Error(`svc ${run.join(' ')}: exit code ${status}: ${stderr}`)
    return readdirSync(folder)
      .flatMap((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')).result)
      .filter(({ url, functions }) => url.includes(`${place}/src/`) && functions.some(isCalled))
      .map(({ url }) => url.slice(url.indexOf('/src/') + 1).replace(/\.js$/, '.ts'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A function that ran, but for the module as a whole. */
function isCalled({ functionName, ranges: [{ startOffset, count }] }) {
  return count > 0 && (functionName !== '' || startOffset > 0)
}
