import type { DnsReply } from '../../src/kube/dns/reply.ts'
import type { DnsClient, WireReply } from './dns-wire.ts'

export interface Question {
  readonly name: string
  readonly type: string
}

interface Comparison {
  readonly client: DnsClient
  readonly predict: (question: Question) => DnsReply
  /** Counts what was predicted. */
  readonly rcodes?: Map<string, number>
  /** What is answered to what is forwarded. */
  readonly isForwarded?: (actual: WireReply) => boolean
}

/** The questions whose prediction is not what the server answers, with both. */
export async function disagreements(questions: readonly Question[], comparison: Comparison) {
  const { client, predict, rcodes, isForwarded = () => false } = comparison
  const found: (Question & { predicted: object; actual: object })[] = []
  const queue = [...questions]
  const worker = async () => {
    for (let question = queue.shift(); question !== undefined; question = queue.shift()) {
      const { name, type } = question
      const predicted = predict(question)
      const kind =
        predicted.rcode === 'NOERROR' && predicted.answers.length === 0 ? 'NODATA' : predicted.rcode
      rcodes?.set(kind, (rcodes.get(kind) ?? 0) + 1)
      const actual = await client.ask(
        name,
        type,
        predicted.rcode === 'NO-REPLY' ? { timeout: 300, tries: 1 } : {},
      )
      const same =
        predicted.rcode === 'UNKNOWN'
          ? predicted.forwardedTo === undefined || isForwarded(actual)
          : equal(predicted, actual, isForwarded)
      if (!same) found.push({ name, type, predicted, actual })
    }
  }
  await Promise.all(Array.from({ length: 32 }, worker))
  return found
}

function equal(predicted: DnsReply, actual: WireReply, isForwarded: (actual: WireReply) => boolean): boolean {
  if (predicted.rcode !== actual.rcode) return false
  const [wanted, seen] = [predicted, actual].map(({ answers }) => sorted(answers))
  if (predicted.open === undefined) return JSON.stringify(wanted) === JSON.stringify(seen)
  // an alias that leaves the cluster: what we know of it is there, and the rest is the other server's
  const rest = actual.answers.filter(({ type }) => type !== 'CNAME')
  return (wanted ?? []).every((record) => seen?.includes(record)) && isForwarded({ ...actual, answers: rest })
}

function sorted(answers: WireReply['answers']): string[] {
  return answers
    .map(({ name, type, data }) => `${name} ${type} ${type === 'SOA' ? withoutSerial(data) : data}`)
    .toSorted()
}

function withoutSerial(data: string): string {
  return data
    .split(' ')
    .map((word, index) => (index === 2 ? '*' : word))
    .join(' ')
}
