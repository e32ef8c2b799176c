import { canonicalIP } from '../../kube/core/canonical-ip.ts'
import { defined } from '../../world/defined.ts'
import { count, joinList, quote } from '../../text/wording.ts'
import { byNameSeen } from './by-name-seen.ts'
import { dnsTaken } from './dns-server.ts'
import type { End, Journey, Passed } from './model.ts'
import type { Observation, SawAnswer } from './observation.ts'

interface Answered {
  readonly vantage: string
  readonly saw: SawAnswer
}

/** The name hop as it was seen: by the client as its programs see it, and by each DNS server. */
export function withNameSeen(journey: Journey, observations: readonly Observation[]): Journey {
  const answers = answersIn(journey, observations)
  const { host, client, servers, bad } = answers
  const byName = client?.saw.asPrograms === true ? undefined : byNameSeen(observations, host)
  const end = byName?.end ?? endSeen(answers, byName !== undefined)
  if (end !== undefined) return { ...journey, end: differing(end, predictionOf(journey)) }
  const lost = [...journey.lost, ...(bad.length === 0 ? [] : [serversEnd(answers)])]
  if (client === undefined && byName !== undefined)
    return { ...connectedByName(withNamePassed(journey, byName.because), byName.because), lost }
  if (client === undefined && servers.length === 0) return journey
  const seen = client ?? servers.find((server) => !bad.includes(server))
  const name = seen && passedBy(seen, host, journey.steps.name)
  return {
    ...withoutNameEnd(journey, client ?? (isMissingService(journey) ? seen : undefined), host),
    lost,
    steps: { ...journey.steps, ...defined({ name }) },
  }
}

/** Who answered what, and which addresses would be right. */
interface Answers {
  readonly host: string
  readonly expected: ReadonlySet<string>
  readonly client: Answered | undefined
  readonly isClientRight: boolean
  readonly servers: readonly Answered[]
  /** Of the servers those that say otherwise. */
  readonly bad: readonly Answered[]
}

function answersIn({ call, legs }: Journey, observations: readonly Observation[]): Answers {
  const answers = observations.flatMap(({ vantage, saw }): Answered[] =>
    saw.is === 'answer' ? [{ vantage, saw }] : [],
  )
  const client = answers.find(({ saw }) => saw.from === 'client' && isTelling(saw))
  const servers = answers.filter(({ saw }) => saw.from === 'dns-server')
  const expected = new Set(
    legs.flatMap(({ to }) => (to.address === undefined ? [] : [canonicalIP(to.address)])),
  )
  const isRight = ({ saw }: Answered) =>
    saw.addresses.length > 0 &&
    (expected.size === 0 || saw.addresses.some((each) => expected.has(canonicalIP(each))))
  return {
    host: call.target.host ?? '',
    expected,
    client,
    isClientRight: client !== undefined && isRight(client),
    servers,
    bad: servers.filter((server) => !isRight(server)),
  }
}

/** Where the call ends at its name: what the client itself says outweighs what the servers say. */
function endSeen(answers: Answers, isCalledByName: boolean): End | undefined {
  const { host, expected, client, isClientRight, servers, bad } = answers
  if (client !== undefined) return isClientRight ? undefined : wrongEnd(client, host, expected)
  if (isCalledByName || servers.length === 0 || bad.length < servers.length) return undefined
  return serversEnd(answers)
}

/** The name step, proven by a connection that was made by it. */
function withNamePassed(journey: Journey, seen: string): Journey {
  const { open: _open, assumes: _assumes, because, ...rest } = journey.steps.name ?? { because: '' }
  const name = {
    ...rest,
    because: because === '' ? seen : `${seen}; ${because}`,
    observed: true as const,
    ...assumesWithout(journey.steps.name),
  }
  const { end, ...open } = journey
  const isAnswered = end?.stage === 'name' && journey.legs.length > 0
  return {
    ...(isAnswered ? open : journey),
    steps: { ...journey.steps, name },
  }
}

/** A tool that knows neither hosts file nor search list says nothing where it finds nothing. */
function isTelling({ asPrograms, addresses }: SawAnswer): boolean {
  return asPrograms || addresses.length > 0
}

function predictionOf({ end, steps }: Journey): Pick<End, 'because' | 'outcome'> | undefined {
  if (end?.stage === 'name' || end?.stage === 'policy-egress') return end
  return steps.name === undefined ? undefined : { because: steps.name.because, outcome: 'reached' }
}

function differing(seen: End, predicted: Pick<End, 'because' | 'outcome'> | undefined): End {
  if (predicted === undefined || predicted.outcome !== 'reached') return seen
  return { ...seen, because: `${seen.because}; predicted otherwise: ${predicted.because}` }
}

function wrongEnd({ vantage, saw }: Answered, host: string, expected: ReadonlySet<string>): End {
  const { addresses, failed, by } = saw
  const because =
    addresses.length === 0
      ? `${vantage} cannot resolve ${quote(host)}: ${failed === 'no-answer' ? 'DNS does not answer' : 'there is no such name'} (${by})`
      : `in ${vantage} ${quote(host)} is ${joinList(addresses, 3)} (${by}), and not ${joinList([...expected], 3)}: its hosts file or its resolver says otherwise than the cluster’s DNS`
  return { outcome: 'no-name', stage: 'name', because }
}

function serversEnd({ bad, host, servers }: Answers): End {
  const texts = bad.map(({ vantage, saw }) => {
    const how =
      saw.addresses.length > 0
        ? `says ${joinList(saw.addresses, 2)}`
        : saw.failed === 'no-answer'
          ? 'does not answer'
          : `knows no ${quote(host)}`
    return `${vantage} ${how}`
  })
  return {
    outcome: 'no-name',
    stage: 'name',
    because: `${bad.length} of ${count(servers.length, 'DNS server')}: ${joinList(texts, 3)}`,
  }
}

function passedBy({ vantage, saw }: Answered, host: string, step: Passed | undefined): Passed {
  const { open: _open, assumes: _assumes, because, ...rest } = step ?? { because: '' }
  const verb = saw.from === 'client' ? 'resolves' : 'answers'
  return {
    ...rest,
    ...('to' in rest ? { to: rest.to } : {}),
    because: `${vantage} ${verb} ${quote(host)} with ${joinList(saw.addresses, 3)}${because === '' ? '' : `; ${because}`}`,
    observed: true,
    ...assumesWithout(step),
  }
}

function assumesWithout(step: Passed | undefined): Pick<Passed, 'assumes'> {
  const left = (step?.assumes ?? []).filter((each) => each !== dnsTaken)
  return left.length === 0 ? {} : { assumes: left }
}

/** Who connects by the name has resolved it, though no object says to what. */
function connectedByName(journey: Journey, because: string): Journey {
  const { end } = journey
  if (end?.stage !== 'name' || journey.legs.length > 0) return journey
  const text = `${because}; predicted otherwise: ${end.because}`
  return { ...journey, end: { outcome: 'reached', stage: 'name', grounds: 'observed', because: text } }
}

/** Is it said of the cluster's DNS alone that it does not know the name? */
function isMissingService({ end }: Journey): boolean {
  return end?.cause === 'client-names-missing-service'
}

/** A name that is seen to resolve may be asked for, whatever was predicted. */
function withoutNameEnd(journey: Journey, client: Answered | undefined, host: string): Journey {
  const { end } = journey
  const isOfName =
    end?.stage === 'name' || (end?.stage === 'policy-egress' && end.cause === 'policy-dns-blocked')
  if (client === undefined || !isOfName) return journey
  const { end: _, ...rest } = journey
  if (journey.legs.length > 0) return rest
  return {
    ...rest,
    end: {
      outcome: 'unknown',
      stage: 'name',
      because: `${client.vantage} resolves ${quote(host)} with ${joinList(client.saw.addresses, 3)}, which no object explains; predicted otherwise: ${end.because}`,
    },
  }
}
