import { canonicalIP } from '../../kube/core/canonical-ip.ts'
import { joinList } from '../../text/wording.ts'
import type { SawAnswer } from '../../diagnose/journey/observation.ts'
import { dnsQuery, dnsReply, type QuestionType, type ParsedReply } from '../dns-message.ts'
import { isSrvName } from '../dns-steps.ts'
import { within } from '../hear/hearing.ts'
import type { ProbeStep } from '../plan.ts'
import { isNoAnswer, limits, notDone, type StepResult, type Looking } from './looking.ts'

type DnsStep = Extract<ProbeStep, { kind: 'dns' }>

/** Asks one DNS server for a name, over one connection: A and AAAA, or SRV for the name of a port. */
export async function askDnsServer({ wire, now }: Looking, step: DnsStep): Promise<StepResult> {
  const { namespace, pod, name } = step
  const forward = await wire.forward({ namespace, pod }, 53, limits.open)
  if (isNoAnswer(forward)) return notDone(step, forward.because)
  const replies = await within<ParsedReply[]>(
    { ...forward, host: '', path: '', limitMs: limits.dns },
    (done) => {
      const types: readonly QuestionType[] = isSrvName(name) ? ['SRV'] : ['A', 'AAAA']
      const got: ParsedReply[] = []
      let bytes = Buffer.alloc(0)
      forward.stream.on('data', (chunk: Buffer) => {
        bytes = Buffer.concat([bytes, chunk])
        const reply = dnsReply(bytes, got.length + 1)
        if (reply === undefined) return
        got.push(reply)
        bytes = bytes.subarray(bytes.readUInt16BE(0) + 2)
        const next = types[got.length]
        if (next === undefined) done(got)
        else forward.stream.write(dnsQuery(got.length + 1, name, next))
      })
      forward.stream.once('end', () => done(got))
      forward.stream.write(dnsQuery(1, name, types[0] ?? 'A'))
    },
  )
  const said = forward.error()
  if (said !== undefined && !/connection refused/.test(said)) return notDone(step, said)
  return seen(step, now(), replies ?? [])
}

function seen(
  { namespace, pod, name, command }: DnsStep,
  time: string,
  replies: readonly ParsedReply[],
): StepResult {
  const addresses = [...new Set(replies.flatMap((reply) => reply.addresses).map(canonicalIP))].toSorted()
  const vantage = `DNS server ${namespace}/${pod}`
  // a server that fails (2) or refuses (5) knows the name as little as one that is silent
  const isAnswered = replies.length > 0 && replies.every(({ code }) => code === 0 || code === 3)
  const failed: Pick<SawAnswer, 'failed'> =
    addresses.length > 0 ? {} : { failed: isAnswered ? 'no-such-name' : 'no-answer' }
  const proves =
    addresses.length > 0
      ? `it answers ${name} with ${joinList(addresses, 4)}`
      : isAnswered
        ? `it knows no ${name}`
        : 'it does not answer'
  return {
    observations: [
      {
        stage: 'name',
        vantage,
        time,
        command,
        proves,
        saw: {
          is: 'answer',
          from: 'dns-server',
          by: 'DNS over TCP',
          addresses,
          asPrograms: false,
          ...failed,
        },
      },
    ],
  }
}
