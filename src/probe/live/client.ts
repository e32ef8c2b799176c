import { canonicalIP } from '../../kube/core/canonical-ip.ts'
import type { Observation } from '../../diagnose/journey/observation.ts'
import { joinList } from '../../text/wording.ts'
import { kubectl } from '../../text/shell.ts'
import { readClientOutput, type ClientOutput } from '../client-output.ts'
import { clientScript } from '../client-script.ts'
import { isSrvName } from '../dns-steps.ts'
import type { Plan, ProbeStep } from '../plan.ts'
import { metText, whyNotRun } from './endpoint.ts'
import { isNoAnswer, limits, notDone, type StepResult, type Looking } from './looking.ts'

type ClientStep = Extract<ProbeStep, { kind: 'client' }>

/** The words of the script, behind the shell's own: the name, the one that DNS servers are asked for, the request, and each target. */
export function scriptWords({ name = '', dnsName, entry, targets }: Plan): string[] {
  const { host = '', path = '' } = entry?.request ?? {}
  const words = targets.flatMap((target) => [
    target.host,
    target.protocol === 'TCP' ? String(target.port) : `${target.port}/${target.protocol}`,
  ])
  const asked = entry === undefined ? [] : [entry.address, `${entry.port}/${entry.scheme}`]
  const looked = isSrvName(name) ? '' : name
  return ['sh', '-c', clientScript, 'svc', looked, dnsName, host, path, ...asked, ...words]
}

/** Runs the script in the client's own container. */
export async function lookFromClient(looking: Looking, step: ClientStep): Promise<StepResult> {
  const { wire, plan } = looking
  const { namespace, pod, containers } = step.client
  let because = 'no container of it runs'
  for (const container of containers.slice(0, 2)) {
    const run = await wire.exec({ namespace, pod, container }, scriptWords(plan), limits.client)
    if (isNoAnswer(run)) return notDone(step, run.because)
    const output = readClientOutput(run.stdout)
    if (output.whole || output.met.length > 0)
      return seenByClient(looking, step, {
        output,
        prefix: ['exec', '-n', namespace, pod, '-c', container, '--'],
      })
    because = `there is no shell in its image: ${whyNotRun(run.failure ?? run.stderr)}; try --probe=debug or --probe=pod`
  }
  return notDone(step, because)
}

interface ClientRun {
  readonly output: ClientOutput
  /** Of a command of kubectl that repeats a part of it. */
  readonly prefix: readonly string[]
  /** Who looked, where that is not the client itself. */
  readonly who?: string
}

/** The output of the script as observations. */
export function seenByClient({ plan, now }: Looking, step: ClientStep, ran: ClientRun): StepResult {
  const { client } = step
  const vantage = ran.who ?? `Pod ${client.namespace}/${client.pod}`
  const where: Where = { vantage, time: now(), repeat: (...words) => kubectl(...ran.prefix, ...words) }
  const { lookup: found } = ran.output
  // it knows neither hosts file nor search list: only what it finds says something
  const lookup = found?.tool === 'nslookup' && found.addresses.length === 0 ? undefined : found
  const answers = lookup === undefined || plan.name === undefined ? [] : [answered(lookup, plan.name, where)]
  const connections = ran.output.met
    .filter(() => client.sidecar === undefined)
    .map(({ tool, to, met }): Observation => ({
      stage: stageOf(plan, to),
      vantage,
      time: where.time,
      command: where.repeat(...commandWords(plan, tool, to)),
      proves: `${to} ${metText(met)}`,
      saw: { is: 'connection', from: 'client', to, met },
    }))
  return { observations: [...answers, ...connections], leftOut: lackingOf(ran.output, step, vantage) }
}

function stageOf({ vips, name, entry }: Plan, to: string): Observation['stage'] {
  if (entry !== undefined) return 'route'
  if (name !== undefined && to.startsWith(`${name}:`)) return 'name'
  return vips.includes(to) ? 'virtual-ip' : 'port'
}

interface Where {
  readonly vantage: string
  readonly time: string
  /** The command that does the same. */
  readonly repeat: (...words: readonly string[]) => string
}

function answered(
  { tool, addresses, failed }: NonNullable<ClientOutput['lookup']>,
  name: string,
  { vantage, time, repeat }: Where,
): Observation {
  return {
    stage: 'name',
    vantage,
    time,
    command: repeat(...lookupWords(tool, name)),
    proves: addresses.length > 0 ? `${name} is ${joinList(addresses, 4)}` : `${name} does not resolve`,
    saw: {
      is: 'answer',
      from: 'client',
      by: tool,
      addresses: addresses.map(canonicalIP),
      asPrograms: tool !== 'nslookup',
      ...(failed === undefined ? {} : { failed }),
    },
  }
}

/** What the image has no program for, and what would prove nothing. */
function lackingOf({ lacks, lookup }: ClientOutput, { client }: ClientStep, vantage: string) {
  const { sidecar } = client
  const left = (step: string, because: string) => [{ step, because }]
  return [
    ...(lacks.includes('lookup')
      ? left(`a lookup in ${vantage}`, 'the image has nothing that looks names up')
      : []),
    ...(lookup?.tool === 'nslookup' && lookup.addresses.length === 0
      ? left(`a lookup in ${vantage}`, 'nslookup alone finds no name that needs the search list')
      : []),
    ...(lacks.includes('connect')
      ? left(
          `a connection from ${vantage}`,
          'the image has nothing that connects; try --probe=debug or --probe=pod',
        )
      : []),
    ...(lacks.includes('tls')
      ? left(
          `a request over TLS from ${vantage}`,
          'the image has no curl; try --probe=debug with an image that has it',
        )
      : []),
    ...(lacks.includes('dns')
      ? left(
          `a question to DNS from ${vantage}`,
          'the image has neither nslookup nor dig; try --probe=debug or --probe=pod',
        )
      : []),
    ...(sidecar === undefined
      ? []
      : left(
          `connections from ${vantage}`,
          `${sidecar} in it takes every connection, so that they prove nothing`,
        )),
  ]
}

function lookupWords(tool: string, name: string): string[] {
  return tool === 'getent'
    ? ['getent', 'ahosts', name]
    : tool === 'ping'
      ? ['ping', '-c', '1', name]
      : ['nslookup', name]
}

function commandWords({ entry, dnsName }: Plan, tool: string, to: string): string[] {
  if (entry === undefined) return connectWords(tool, to, dnsName)
  const { host, path } = entry.request
  const url = `${entry.scheme.toLowerCase()}://${to}${path}`
  return tool === 'curl'
    ? ['curl', '-v', '-H', `Host: ${host}`, url]
    : ['wget', '-S', '-O', '/dev/null', '--header', `Host: ${host}`, url]
}

function connectWords(tool: string, to: string, dnsName: string): string[] {
  const [, host = '', port = '', over] = /^\[?(.*?)\]?:(\d+)(\/UDP)?$/.exec(to) ?? []
  if (over !== undefined) return tool === 'dig' ? ['dig', `@${host}`, dnsName] : ['nslookup', dnsName, host]
  if (tool === 'curl') return ['curl', '-v', '--connect-timeout', '2', `http://${to}/`]
  if (tool === 'nce') return ['nc', '-w', '2', host, port, '-e', 'true']
  return tool === 'wget'
    ? ['wget', '-T', '2', '-O', '/dev/null', `http://${to}/`]
    : ['nc', '-z', '-v', '-w', '2', host, port]
}
