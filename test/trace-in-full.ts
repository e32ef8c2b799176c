import type { Trace } from '../src/trace/model.ts'
import type { ResourceId } from '../src/world/resource.ts'

/** A trace with all that `-o json` has, a line for each part: the verdict, the hops with what they rest on, and what helps. */
export function traceInFull({ verdict, client, hops, assumptions, repair, confirm }: Trace): string[] {
  const { status, grounds, hop: place, cause, summary } = verdict
  return [
    [status, grounds, place, cause].filter((word) => word !== undefined).join(' '),
    `= ${summary}`,
    ...(client.resource === undefined ? [] : [`from ${idOf(client.resource)} in ${client.namespace}`]),
    ...hops
      .filter(({ reached }) => reached)
      .flatMap(({ id, direction, status: state, because, basis, evidence, reasons = [] }) => [
        `${id}${direction === undefined ? '' : ` ${direction}`} ${state}${basis === 'observed' ? ', observed' : ''}: ${because}`,
        ...evidence.map(({ resource, path, value }) => `- ${idOf(resource)} ${path} = ${value}`),
        ...reasons.map(({ code, because: why, restsOn }) => {
          const on = restsOn.map(({ resource, path }) => `${idOf(resource)} ${path}`)
          return `- ${code}: ${why}; by ${on.join(', ') || 'nothing'}`
        }),
      ]),
    ...assumptions.map((each) => `assumed: ${each}`),
    ...(repair === undefined ? [] : [`edit: ${repair.summary}`]),
    ...(repair?.patch ?? []).map((operation) => `- ${JSON.stringify(operation)}`),
    ...(repair?.command === undefined ? [] : [`run: ${repair.command}`]),
    ...(confirm === undefined ? [] : [`confirm: ${confirm}`]),
  ]
}

function idOf({ kind, namespace, name }: ResourceId): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`
}
