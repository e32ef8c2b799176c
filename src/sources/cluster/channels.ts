import { Duplex } from 'node:stream'
import { WebSocket } from 'ws'
import { valueAt } from '../../world/place.ts'
import { fromJson } from './answer.ts'
import { withoutSecrets } from '../../text/credentials.ts'
import type { ServerConnection } from './request.ts'

/** Streams of a pod over one WebSocket: each message starts with the number of its channel. `v4` and `v5.channel.k8s.io` of Kubernetes. */

const stdout = 1
const stderr = 2
const status = 3

// what a program says beyond that is not wanted
const mostOutput = 64 * 1024
const largestMessage = 16 * 1024 * 1024

/** A container of a pod. */
export interface PodPlace {
  readonly namespace: string
  readonly pod: string
  readonly container?: string
}

export interface CommandRun {
  readonly stdout: string
  readonly stderr: string
  /** Absent where the container runtime could not start it. */
  readonly exitCode?: number
  /** What the API server, the kubelet or the runtime says where it did not start. */
  readonly failure?: string
}

/** A connection through the kubelet to a port inside of the network of a pod. */
export interface Forward {
  readonly stream: Duplex
  /** What the kubelet says of it when it could not connect; undefined as long as it has said nothing. */
  readonly error: () => string | undefined
}

/** What becomes of an open socket. */
interface SocketListener {
  readonly path: string
  readonly protocols: readonly string[]
  /** Called for each message, with its channel. */
  readonly onMessage: (channel: number, data: Buffer) => void
  readonly onClose: (because: string) => void
}

/** What an API server said in the place of opening a stream. */
class RefusedUpgrade extends Error {}

/** Opens a socket; the listener must be there before, because the first messages may come along with the answer. */
function open(
  { url, access }: ServerConnection,
  listener: SocketListener,
  signal: AbortSignal,
): Promise<WebSocket> {
  const target = new URL(`${url.pathname.replace(/\/+$/, '')}${listener.path}`, url)
  target.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:'
  const { agent, auth } = access
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(target, listener.protocols, {
      agent,
      headers: { ...access.headers, 'User-Agent': 'kubectl-svc' },
      ...(auth === undefined ? {} : { auth }),
      handshakeTimeout: 0,
      perMessageDeflate: false,
      maxPayload: largestMessage,
    })
    const giveUp = () => {
      socket.terminate()
      reject(signal.reason)
    }
    signal.addEventListener('abort', giveUp, { once: true })
    socket.on('message', (data) => listener.onMessage(data[0] ?? 0, data.subarray(1)))
    socket.on('close', (_, reason) => {
      signal.removeEventListener('abort', giveUp)
      listener.onClose(withoutSecrets(reason.toString('utf8')))
    })
    socket.on('error', (error) => {
      reject(error)
      listener.onClose(withoutSecrets(error.message))
    })
    socket.on('unexpected-response', (_, response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        reject(new RefusedUpgrade(refusal(response.statusCode ?? 0, Buffer.concat(chunks).toString('utf8'))))
        socket.terminate()
      })
    })
    socket.on('open', () => resolve(socket))
  })
}

function refusal(code: number, body: string): string {
  const message = valueAt(fromJson(body), ['message'])
  return typeof message === 'string' ? message : `the API server answered ${code}`
}

function podPath({ namespace, pod }: PodPlace, subresource: string, query: URLSearchParams): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/${subresource}?${query.toString()}`
}

/** Runs a command in a container, without input. Rejects with the reason of the signal. */
export function runCommand(
  connection: ServerConnection,
  { place, command }: { readonly place: PodPlace; readonly command: readonly string[] },
  signal: AbortSignal,
): Promise<CommandRun> {
  const query = new URLSearchParams([
    ['stdout', 'true'],
    ['stderr', 'true'],
  ])
  if (place.container !== undefined) query.append('container', place.container)
  for (const word of command) query.append('command', word)
  const output = new Map<number, string>()
  const onMessage = (channel: number, data: Buffer) => {
    const before = output.get(channel) ?? ''
    if (before.length < mostOutput) output.set(channel, before + data.toString('utf8'))
  }
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    const onClose = (because: string) =>
      resolve({
        stdout: output.get(stdout) ?? '',
        stderr: output.get(stderr) ?? '',
        ...endOf(output.get(status), because),
      })
    const path = podPath(place, 'exec', query)
    const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io']
    open(connection, { path, protocols, onMessage, onClose }, signal).catch((error: unknown) =>
      error instanceof RefusedUpgrade
        ? resolve({ stdout: '', stderr: '', failure: withoutSecrets(error.message) })
        : reject(error),
    )
  })
}

/** What the last message says: a Status with the exit code, or with why nothing ran. */
function endOf(text: string | undefined, because: string): Pick<CommandRun, 'exitCode' | 'failure'> {
  const content = text === undefined ? undefined : fromJson(text)
  if (content === undefined) return { failure: because || 'the connection ended before the command did' }
  if (valueAt(content, ['status']) === 'Success') return { exitCode: 0 }
  const causes = valueAt(content, ['details', 'causes'])
  const code = (Array.isArray(causes) ? causes : []).find((each) => valueAt(each, ['reason']) === 'ExitCode')
  const number = Number(valueAt(code, ['message']))
  if (code !== undefined && Number.isInteger(number)) return { exitCode: number }
  const message = valueAt(content, ['message'])
  return { failure: withoutSecrets(typeof message === 'string' ? message : 'it did not start') }
}

/**
 * Connects to a port inside of a pod's network, as `localhost` there. The kubelet says only what failed: it is open when it answers or
 * stays silent. Rejects with the reason of the signal, or with what Node says.
 */
export async function openForward(
  connection: ServerConnection,
  { place, port }: { readonly place: PodPlace; readonly port: number },
  signal: AbortSignal,
): Promise<Forward> {
  const path = podPath(place, 'portforward', new URLSearchParams({ ports: String(port) }))
  let said: string | undefined
  let socket: WebSocket | undefined
  const stream = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _, done) => {
      socket?.send(Buffer.concat([Buffer.from([0]), chunk]))
      done()
    },
    final: (done) => done(),
    destroy: (failure, done) => {
      socket?.terminate()
      done(failure)
    },
  })
  const started = new Set<number>()
  const onMessage = (channel: number, data: Buffer) => {
    // the first message of each channel repeats the port
    if (!started.has(channel)) started.add(channel)
    else if (channel === 0) stream.push(data)
    else said = withoutSecrets(data.toString('utf8'))
  }
  const onClose = () => stream.push(null)
  try {
    socket = await open(connection, { path, protocols: ['v4.channel.k8s.io'], onMessage, onClose }, signal)
  } catch (error) {
    if (!(error instanceof RefusedUpgrade)) throw error
    said = withoutSecrets(error.message)
    stream.push(null)
  }
  return { stream, error: () => said }
}
