import { dependents } from '../../src/diagnose/dependents.ts'
import { describeEndpoints } from '../../src/inspect/endpoints.ts'
import { healthOf } from '../../src/inspect/health.ts'
import { lint } from '../../src/lint/lint.ts'
import { lintJson } from '../../src/report/lint/json.ts'
import { rules } from '../../src/rules/index.ts'
import { readText } from '../../src/sources/files/documents.ts'
import { decode } from '../../src/sources/files/encoding.ts'
import { trace } from '../../src/trace/trace.ts'
import { buildWorld, type World } from '../../src/world/world.ts'
import { complete, partial } from '../world-of.ts'
import { longestFor, placesOutside, type Asked, type Fault } from './attempt.ts'

const file = 'input.yaml'
const options = { namespace: 'default', named: true }
const mostServices = 3

/**
 * The same as `attempt` of what is between reading and printing, with the text read once for all: some ten times as many
 * documents in the same time. What reads flags, files and folders, and what writes, is left to `attempt`. With `turn` only
 * one of the three Worlds that can be made of a stream is asked, so that a long run meets three times as many streams.
 */
export function attemptEngines(
  asked: Asked,
  told: (command: string) => void = () => undefined,
  turn?: number,
): Fault[] {
  const text = decode(asked.bytes)
  if (text === undefined) return []
  const faults: Fault[] = []
  const tried = <T>(command: string, run: () => T): T | undefined => {
    told(command)
    const start = process.cpuUsage()
    try {
      const result = run()
      const { user, system } = process.cpuUsage(start)
      const seconds = (user + system) / 1e6
      if (seconds > longestFor(asked))
        faults.push({ command, kind: `slow ${command}`, detail: `${seconds.toFixed(1)} s` })
      return result
    } catch (error) {
      const stack = error instanceof Error ? (error.stack ?? '') : String(error)
      const place = /\n\s+at (\S+)/.exec(stack)?.[1] ?? ''
      faults.push({ command, kind: `exception at ${place}`, detail: stack.slice(0, 2000) })
      return undefined
    }
  }
  const worlds = tried('read', () => worldsOf(text, asked.before.toString()))
  const all = Object.entries(worlds ?? {})
  for (const [name, world] of turn === undefined ? all : all.slice(turn % 3, (turn % 3) + 1))
    for (const [command, run] of Object.entries(questions(world, asked))) {
      const said = tried(`${command} ${name}`, run)
      const lines = new Map([[file, text.split('\n')]])
      faults.push(...placesOutside(said ?? '', lines).map((fault) => ({ command, ...fault })))
    }
  return faults
}

function worldsOf(text: string, before: string): Readonly<Record<string, World>> {
  const read = readText(file, text, options)
  const old = readText('before.yaml', before, options)
  const world = buildWorld({ ...read, coverage: [...read.coverage, partial] })
  const oldWorld = buildWorld({ ...old, coverage: [...old.coverage, complete] })
  return {
    'of files': world,
    'of all there is': buildWorld({ ...read, coverage: [...read.coverage, complete], before: oldWorld }),
    'of what it is put in the place of': buildWorld({ ...old, coverage: [complete], before: world }),
  }
}

function questions(
  world: World,
  { service, namespace, client }: Asked,
): Readonly<Record<string, () => string>> {
  const services = world.all('Service')
  const some = services.slice(0, mostServices)
  return {
    lint: () => lintJson(lint(world, rules)),
    ls: () => JSON.stringify(services.map((each) => healthOf(world, each).health)),
    endpoints: () => JSON.stringify(some.map((each) => describeEndpoints(world, each))),
    who: () => JSON.stringify(some.map((each) => dependents(world, each).map(({ because }) => because))),
    trace: () =>
      JSON.stringify([
        trace(world, { target: service, namespace }),
        trace(world, { target: service, namespace, from: `deploy/${client}` }),
        ...some.map((each) => trace(world, { target: each.name, namespace: each.namespace ?? '' })),
      ]),
  }
}
