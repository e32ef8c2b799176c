import { connects } from '../../diagnose/journey/endpoint-seen.ts'
import { speechText } from '../../diagnose/journey/expected-protocol.ts'
import {
  endpointText,
  type Met,
  type Observation,
  type SawConnection,
} from '../../diagnose/journey/observation.ts'
import { withoutSecrets } from '../../text/credentials.ts'
import { kubectl } from '../../text/shell.ts'
import { hearGreeting } from '../hear/greeting.ts'
import { hearHttp } from '../hear/http.ts'
import { hearHttp2 } from '../hear/http2.ts'
import { hearTls } from '../hear/tls.ts'
import type { Hearing } from '../hear/hearing.ts'
import { metByProxy } from '../met-by-proxy.ts'
import { podProxyPath, socketTable } from '../endpoint-steps.ts'
import type { EndpointPlace, ProbeStep } from '../plan.ts'
import { listenersIn } from '../socket-table.ts'
import { isNoAnswer, limits, nothing, notDone, type StepResult, type Looking } from './looking.ts'

type EndpointStep = Extract<ProbeStep, { kind: 'pod-proxy' | 'inside' | 'listeners' }>

/** The steps for one endpoint that may be done. */
export interface EndpointSteps {
  readonly endpoint: EndpointPlace
  readonly steps: readonly EndpointStep[]
}

/**
 * Looks at one endpoint: through the API server first, and only where that gives no clear answer from inside of the pod; the table of
 * sockets where nothing seems to listen.
 */
export async function lookAtEndpoint(
  looking: Looking,
  { endpoint, steps }: EndpointSteps,
): Promise<StepResult> {
  const stepOf = (kind: EndpointStep['kind']) => steps.find((step) => step.kind === kind)
  const [proxy, inside, listeners] = [stepOf('pod-proxy'), stepOf('inside'), stepOf('listeners')]
  const first = proxy === undefined ? undefined : await askThroughApi(looking, endpoint, proxy)
  const api = first === undefined ? undefined : metIn(first)
  const second =
    inside === undefined || isClear(endpoint, api) ? [] : await lookInside(looking, endpoint, inside)
  const wantsTable =
    !endpoint.isPrimary ||
    endpoint.protocol !== 'TCP' ||
    api?.outcome === 'refused' ||
    second.map(metIn).some((met) => met?.outcome === 'refused')
  const third =
    listeners === undefined || !wantsTable ? nothing : await readTable(looking, endpoint, listeners)
  const all = [first ?? nothing, ...second, third]
  return {
    observations: all.flatMap(({ observations }) => observations),
    leftOut: all.flatMap(({ leftOut = [] }) => leftOut),
  }
}

function metIn({ observations }: StepResult): Met | undefined {
  const saw = observations[0]?.saw
  return saw?.is === 'connection' ? saw.met : undefined
}

/** It was heard as it can be heard this way, and the Host of the call or the names of a certificate would add nothing. */
function isClear({ expected, isPrimary }: EndpointPlace, { speech }: Partial<Met> = {}): boolean {
  if (speech === undefined || !isPrimary) return false
  const { protocol, status } = speech
  const { protocol: wanted, isUrl } = expected ?? {}
  if (wanted === 'grpc' || wanted === 'http2') return false
  // an error of the handshake, which says all
  if (wanted === 'https' || wanted === 'grpcs') return protocol === 'HTTP/1.1' && status === undefined
  return protocol === 'TLS' || (protocol === 'HTTP/1.1' && (isUrl !== true || isSuccess(status)))
}

function isSuccess(status = 0): boolean {
  return status >= 200 && status < 300
}

async function askThroughApi(
  { wire, now }: Looking,
  endpoint: EndpointPlace,
  step: EndpointStep,
): Promise<StepResult> {
  const path = podProxyPath(endpoint)
  const answer = await wire.ask({ method: 'GET', path, limitMs: limits.proxy })
  if (isNoAnswer(answer)) {
    if (answer.failed !== 'time-out') return notDone(step, answer.because)
    return seen(
      endpoint,
      { from: 'api-server', vantage: 'the API server', now, command: step.command },
      { outcome: 'time-out', because: answer.because },
    )
  }
  const met = metByProxy(answer)
  return seen(endpoint, { from: 'api-server', vantage: 'the API server', now, command: step.command }, met)
}

interface Where {
  readonly from: SawConnection['from']
  readonly vantage: string
  readonly now: () => string
  readonly command: string
}

function seen(
  { address, port }: EndpointPlace,
  { from, vantage, now, command }: Where,
  met: Met,
): StepResult {
  const to = endpointText(address, port)
  const place = from === 'inside' ? `loopback, port ${port}` : to
  return {
    observations: [
      {
        stage: 'port',
        vantage,
        time: now(),
        command,
        proves: `${place} ${metText(met)}`,
        saw: { is: 'connection', from, to, met },
      },
    ],
  }
}

const metWords: Readonly<Record<Met['outcome'], string>> = {
  answered: 'answers',
  open: 'accepts connections',
  silent: 'accepts connections and does not answer',
  closed: 'accepts connections and closes them unanswered',
  refused: 'refuses connections',
  'time-out': 'gives no answer in time',
  'no-route': 'cannot be reached: there is no route',
  unclear: 'gives no clear answer',
}

/** What was met, as a clause about the place. */
export function metText({ outcome, speech, because }: Met): string {
  if (speech !== undefined) return speechText(speech)
  return outcome === 'unclear' ? `${metWords.unclear}: ${because}` : metWords[outcome]
}

type Hear = (hearing: Hearing) => Promise<Met>

/** What is expected first; then, where that is not heard, all else that has a voice, at once. */
async function lookInside(
  looking: Looking,
  endpoint: EndpointPlace,
  step: EndpointStep,
): Promise<StepResult[]> {
  const first = hearsFor(endpoint)
  const heard = await hearInside(looking, endpoint, { step, hear: first })
  const met = metIn(heard)
  if (met === undefined || met.speech !== undefined || !connects(met)) return [heard]
  const others = [hearTls, hearHttp2, hearHttp].filter((hear) => hear !== first)
  const greetings = (['nothing', 'postgres', 'redis'] as const).map(
    (ask): Hear =>
      (hearing) =>
        hearGreeting(hearing, ask),
  )
  const more = await Promise.all(
    [...others, ...(isDatabase(endpoint) || endpoint.expected === undefined ? greetings : [])].map((hear) =>
      hearInside(looking, endpoint, { step, hear }),
    ),
  )
  const speaking = more.filter((each) => metIn(each)?.speech !== undefined)
  return speaking.length > 0 ? speaking : [heard]
}

function isDatabase({ expected }: EndpointPlace): boolean {
  return expected?.protocol === 'other'
}

function hearsFor({ expected }: EndpointPlace): Hear {
  if (expected?.protocol === 'https' || expected?.protocol === 'grpcs') return hearTls
  if (expected?.protocol === 'grpc' || expected?.protocol === 'http2') return hearHttp2
  return hearHttp
}

async function hearInside(
  { wire, now }: Looking,
  endpoint: EndpointPlace,
  { step, hear }: { readonly step: EndpointStep; readonly hear: Hear },
): Promise<StepResult> {
  const { namespace, pod, port } = endpoint
  const forward = await wire.forward({ namespace, pod }, port, limits.open)
  if (isNoAnswer(forward)) return notDone(step, forward.because)
  const { host, path } = endpoint.request
  const met = await hear({ ...forward, host, path, limitMs: limits.hear })
  if (met.outcome === 'unclear') return notDone(step, met.because)
  return seen(
    endpoint,
    { from: 'inside', vantage: `inside of Pod ${namespace}/${pod}`, now, command: step.command },
    met,
  )
}

/** Any container will do: those of a pod share its network. */
async function readTable(
  { wire, now }: Looking,
  endpoint: EndpointPlace,
  step: EndpointStep,
): Promise<StepResult> {
  const { namespace, pod, containers, protocol } = endpoint
  let because = 'no container runs'
  for (const container of containers.slice(0, 2)) {
    const command = socketTable(endpoint)
    const run = await wire.exec({ namespace, pod, container }, command, limits.table)
    if (isNoAnswer(run)) return notDone(step, run.because)
    const listeners = listenersIn(run.stdout, protocol)
    if (listeners !== undefined) {
      const observation: Observation = {
        stage: 'port',
        vantage: `Pod ${namespace}/${pod}`,
        time: now(),
        command: kubectl('exec', '-n', namespace, pod, '-c', container, '--', ...command),
        proves: `it listens on ${listeners.map((each) => endpointText(each.address, each.port, protocol)).join(', ') || 'nothing'}`,
        saw: { is: 'listeners', protocol, pod: `${namespace}/${pod}`, listeners },
      }
      return { observations: [observation] }
    }
    because = whyNotRun(run.failure ?? run.stderr)
  }
  return notDone(step, because)
}

/** In the words of a person: runtimes wrap it in many. What a program of the image says may hold anything. */
export function whyNotRun(text: string): string {
  if (/executable file not found|no such file or directory|not found in \$PATH/i.test(text))
    return 'the image has no program for it'
  return withoutSecrets(text.trim().split('\n')[0] ?? '').slice(0, 200) || 'it printed nothing'
}
