import { dependents } from '../../src/diagnose/dependents.ts'
import { describeEndpoints } from '../../src/inspect/endpoints.ts'
import { healthOf } from '../../src/inspect/health.ts'
import { redact } from '../../src/kube/references/redact/redact.ts'
import { lint } from '../../src/lint/lint.ts'
import { lintJson } from '../../src/report/lint/json.ts'
import { rules } from '../../src/rules/index.ts'
import { trace } from '../../src/trace/trace.ts'
import type { Resource } from '../../src/world/resource.ts'
import type { World } from '../../src/world/world.ts'
import { placesOutside, type Fault } from './attempt.ts'
import type { Group } from './groups.ts'
import { namespaceOf, readGroups, worldsOf } from './group-worlds.ts'

const mostServices = 4

/** Which World is asked in turn: the last two compare, which takes longer. */
const turns = [0, 1, 0, 1, 0, 1, 2, 0, 1, 0, 1, 0, 1, 3]

/** Seconds that one question of one World may take; the longest of ordinary ones takes a tenth of one. */
const longest = 5

/**
 * The same as `attempt` of what is between reading and printing, of many groups at once: each is read as of a namespace of its
 * own, what is unchanged is parsed once for all runs, and a question is asked of one World with all of them. What reads flags,
 * files and folders, and what writes, is left to `attempt`. With `turn` only one of the Worlds that can be made is asked.
 */
export function attemptEngines(
  groups: readonly Group[],
  told: (command: string) => void = () => undefined,
  turn?: number,
): Fault[] {
  const faults: Fault[] = []
  const begun = process.cpuUsage()
  const tried = <T>(command: string, run: () => T): T | undefined => {
    told(command)
    const start = performance.now()
    try {
      const result = run()
      // the processor may have been busy with something else: asking it takes longer than most questions
      if (performance.now() - start > longest * 1000) {
        const { user, system } = process.cpuUsage(begun)
        const seconds = (user + system) / 1e6
        if (seconds > longest)
          faults.push({ command, kind: `slow ${command}`, detail: `${seconds.toFixed(1)} s` })
      }
      return result
    } catch (error) {
      const stack = error instanceof Error ? (error.stack ?? '') : String(error)
      const place = /\n\s+at (\S+)/.exec(stack)?.[1] ?? ''
      faults.push({ command, kind: `exception at ${place}`, detail: stack.slice(0, 2000) })
      return undefined
    }
  }
  const read = tried('read', () => readGroups(groups))
  if (read === undefined) return faults
  const all = Object.entries(worldsOf(groups, read.result))
  const chosen = turns[(turn ?? 0) % turns.length] ?? 0
  for (const [name, make] of turn === undefined ? all : all.slice(chosen, chosen + 1)) {
    const world = tried(`build ${name}`, make)
    if (world === undefined) continue
    for (const [command, run] of Object.entries(questions(world, groups, turn))) {
      const said = tried(`${command} ${name}`, run)
      if (command === 'lint' && typeof said === 'string')
        faults.push(...placesOutside(said, read.lines).map((fault) => ({ command, ...fault })))
    }
  }
  return faults
}

/** Of many groups every fourth is traced in turn, from nowhere or from a client; and some other Services are asked about. */
export function questions(
  world: World,
  groups: readonly Pick<Group, 'service' | 'namespace' | 'client'>[],
  turn = 0,
): Readonly<Record<string, () => unknown>> {
  const services = world.all('Service')
  const asked = groups.map(({ service, namespace, client }, index) => ({
    ...((turn + index) % 2 === 0 ? { from: `deploy/${client}` } : {}),
    target: service,
    namespace: namespace === 'default' ? namespaceOf(index) : namespace,
  }))
  const start = services.length === 0 ? 0 : (turn * mostServices) % services.length
  const some = services.slice(start, start + mostServices)
  const traced = asked.filter((_, index) => groups.length < 4 || index % 4 === turn % 4)
  return {
    lint: () => lintJson(lint(world, rules)),
    ls: () => services.map((each) => healthOf(world, each).health),
    endpoints: () => some.map((each) => describeEndpoints(world, each)),
    who: () => some.map((each) => dependents(world, each)),
    trace: () =>
      [...traced, ...some.slice(0, 2).map(questionOf)].map((question) =>
        JSON.stringify(trace(world, question)),
      ),
    snapshot: () =>
      JSON.stringify(
        world.resources.map(({ manifest, namespace = '' }) => redact(world, manifest, namespace)),
      ),
  }
}

function questionOf({ name, namespace = '' }: Resource) {
  return { target: name, namespace }
}
