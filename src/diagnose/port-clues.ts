import { loopbackDefaultOf } from './known-programs.ts'
import type { FieldPath } from '../world/place.ts'
import { byContainers, type Containers } from '../kube/core/by-containers.ts'
import type { Container, Probe } from '../world/types/manifest.ts'

/** Something in a container, other than `ports`, that says on which port or address its program listens. */
export interface PortClue {
  readonly by: 'readiness' | 'liveness' | 'startup' | 'env' | 'argument'
  /** `readiness probe 8080`, `env PORT=8080`, `--port=8080`. */
  readonly text: string
  /** Absent where only the address is said. */
  readonly port?: number
  /** What the port is for, as its setting is called: `http` of `--http-port`, empty for `--port`. */
  readonly role?: string
  /** On the addresses of this pod alone that no other pod reaches, or on all of them; absent where nothing is said. */
  readonly binds?: 'loopback' | 'all'
  /** The index in `containers`, and the place inside the pod spec. */
  readonly container: number
  readonly at: FieldPath
  /** What another argument would make of it, behind the others: where, and its text. */
  readonly more?: { readonly at: FieldPath; readonly word: string }
}

/** The ports that probes, environment and arguments of a pod's containers name; hints for people, not facts. */
export function portClues(spec: Containers): (PortClue & { readonly port: number })[] {
  return listenClues(spec).filter((clue) => clue.port !== undefined) as (PortClue & { port: number })[]
}

/** The same, with what speaks of an address only, as `--host=localhost` does. */
export const listenClues: (spec: Containers) => readonly PortClue[] = byContainers(cluesOf)

function cluesOf(spec: Containers): PortClue[] {
  return (spec.containers ?? []).flatMap((container, index) => {
    const { env, command, args } = container
    const clues = probeClues(container, index)
    if (env !== undefined) clues.push(...envClues(container, index))
    if (command !== undefined) clues.push(...wordClues(container, index, 'command'))
    if (args !== undefined) clues.push(...wordClues(container, index, 'args'))
    if (command !== undefined || args !== undefined) clues.push(...defaultClues(container, index))
    return clues
  })
}

/** A program that listens on loopback unless it is told otherwise. */
function defaultClues(container: Container, own: number): PortClue[] {
  const found = loopbackDefaultOf(container)
  if (found === undefined) return []
  const { text, field, index, more } = found
  const place = more && {
    at: ['containers', own, more.field, (container[more.field] ?? []).length],
    word: more.word,
  }
  return [
    {
      by: 'argument',
      text,
      binds: 'loopback',
      container: own,
      at: ['containers', own, field, index],
      ...(place === undefined ? {} : { more: place }),
    },
  ]
}

/** Every number that an argument or a variable has, as in `-udp 5353`, unless it is a port of another host: nothing tells what it is for. */
export const numbersMentioned: (spec: Containers) => ReadonlySet<number> = byContainers(numbersIn)

function numbersIn(spec: Containers): ReadonlySet<number> {
  const numbers = new Set<number>()
  const addFrom = (text: string) => {
    if (!/\d/.test(text)) return
    for (const [, digits] of text.slice(0, longestWord).matchAll(mention)) numbers.add(Number(digits))
  }
  for (const { command = [], args = [], env = [] } of spec.containers ?? []) {
    command.forEach(addFrom)
    args.forEach(addFrom)
    for (const { value = '' } of env) addFrom(value)
  }
  return numbers
}

const mention = /(?<=^|[\s=,"'(])(?:\*|0\.0\.0\.0|\[::\])?:?(\d{1,5})(?![\d.])/g

function probeClues(container: Container, own: number): PortClue[] {
  const found: PortClue[] = []
  for (const by of ['readiness', 'liveness', 'startup'] as const) {
    const field = `${by}Probe` as const
    const probe = container[field]
    const port = probe && probePort(container, probe)
    if (port === undefined) continue
    const at = ['containers', own, field]
    found.push({ by, port, text: `${by} probe ${port}`, container: own, at })
  }
  return found
}

/** The port that a probe dials on the pod's own address; a name is one of the container's own ports. */
function probePort({ ports = [] }: Container, { httpGet, tcpSocket, grpc }: Probe): number | undefined {
  // with a host it is not the pod that is asked
  if (httpGet?.host || tcpSocket?.host) return undefined
  const port = httpGet?.port ?? tcpSocket?.port ?? grpc?.port
  if (typeof port === 'number') return port
  return port === undefined ? undefined : ports.find(({ name }) => name === port)?.containerPort
}

// the JVM and gunicorn read these themselves, start scripts the others
const optionVariable = /^(?:JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|JAVA_OPTS|GUNICORN_CMD_ARGS)$/
const ownPortVariable = /^(?:ASPNETCORE_HTTP_PORTS|PGPORT)$/
const portVariable = /^(?:(\w+)_)?PORT$/
// where a program listens, and not whom it calls: DB_HOST and `--db-host` name others
const addressVariable =
  /^(?:(?:APP_|HTTP_|WEB_|SERVER_|UVICORN_|FLASK_RUN_|OLLAMA_)?HOST|(?:HTTP_|SERVER_)?ADDR(?:ESS)?|(?:\w+_)?(?:BIND|LISTEN)(?:_(?:HOST|ADDR|ADDRESS|IP))?|GRADIO_SERVER_NAME|STREAMLIT_SERVER_ADDRESS|ASPNETCORE_URLS)$/

function envClues(container: Container, own: number): PortClue[] {
  const { env = [] } = container
  return env.flatMap(({ name = '', value = '' }, index): PortClue[] => {
    if (value === '') return []
    const place = { container: own, at: ['containers', own, 'env', index, 'value'] }
    const text = `env ${name}=${value}`
    if (optionVariable.test(name))
      return wordsClues(container, value).map((clue) => ({
        by: 'env',
        ...place,
        ...clue,
        text: `env ${name}=…${clue.text}`,
      }))
    const port = ownPortIn(name, value)
    if (port !== undefined) return [{ by: 'env', port: Number(port), role: '', text, ...place }]
    const [, owner = ''] = portVariable.exec(name) ?? []
    if (portVariable.test(name))
      return isPort(value) && !isOfPeer(env, owner)
        ? [{ by: 'env', port: Number(value), role: owner.toLowerCase(), text, ...place }]
        : []
    const address = addressVariable.test(name) ? addressIn(value) : undefined
    return address === undefined ? [] : [{ by: 'env', ...address, text, ...place }]
  })
}

/** Of a list of ports the first. */
function ownPortIn(name: string, value: string): string | undefined {
  const [own] = (ownPortVariable.test(name) ? /^\d+(?=;|$)/.exec(value) : null) ?? []
  return own !== undefined && isPort(own) ? own : undefined
}

/** Where DB_HOST names another host, DB_PORT is a port of that one. */
function isOfPeer(env: NonNullable<Container['env']>, owner: string): boolean {
  return env.some(
    ({ name = '', value = '' }) =>
      owner !== '' && [`${owner}_HOST`, `${owner}_ADDR`].includes(name) && bindingOf(value) !== 'all',
  )
}

const portFlag = /^(?:-D|--?)([\w.-]*?)[-._]?[pP]ort$/
const addressFlag =
  /^(?:-b|--?(?:(?:http|https|web|server|api|grpc)[-._])?(?:host|hostname|addr|address|interface|ip)|--?(?:[\w.-]*[-._])?(?:bind|listen)(?:[-._]?(?:host|ip|addr|address))?)$/i
const addressWords = ['host', 'addr', 'interface', 'ip', 'bind', 'listen']
const longestWord = 4096

// the words first: V8 takes a millisecond for the expression, which few flags need
function isAddressFlag(flag: string): boolean {
  const lower = flag.toLowerCase()
  return (lower === '-b' || addressWords.some((word) => lower.includes(word))) && addressFlag.test(lower)
}

function wordClues(container: Container, own: number, field: 'command' | 'args'): PortClue[] {
  const texts = container[field] ?? []
  return texts.flatMap((argument, index) => {
    const placed = (clue: WordClue, at: number): PortClue => ({
      by: 'argument',
      container: own,
      at: ['containers', own, field, at],
      ...clue,
    })
    const isShell = /\s/.test(argument)
    if (isShell) return wordsClues(container, argument).map((clue) => placed(clue, index))
    return clueIn(container, argument, texts[index + 1] ?? '').map((clue) => {
      // of `--host`, `localhost` the second one is what would change
      const isNext = clue.text === `${argument} ${texts[index + 1] ?? ''}`
      return placed(clue, isNext ? index + 1 : index)
    })
  })
}

/** The clues in the words of a text, such as a line of a shell. */
function wordsClues(container: Container, text: string): WordClue[] {
  const words = text.slice(0, longestWord).split(/\s+/)
  return words.flatMap((word, place) => {
    const [, role, digits = ''] = /^(?:(\w+)_)?PORT=["']?(\d+)["']?$/.exec(word) ?? []
    if (isPort(digits)) return [{ port: Number(digits), role: (role ?? '').toLowerCase(), text: word }]
    return clueIn(container, word, words[place + 1] ?? '')
  })
}

type WordClue = Pick<PortClue, 'port' | 'role' | 'binds' | 'text'>

/** What `--port=8080`, `--port 8080`, `--bind 127.0.0.1:8000` or `:8080` say. */
function clueIn(container: Container, word: string, next: string): WordClue[] {
  if (!word.startsWith('-')) return clueWithoutFlag(word, next)
  const [, flag = word, joined] = /^(-[^=]+)=(.*)$/s.exec(word) ?? []
  const value = joined ?? next
  const text = joined === undefined ? `${word} ${next}` : word
  const role = portFlag.exec(flag)?.[1]
  if (role !== undefined)
    return isPort(value) ? [{ port: Number(value), role: role.toLowerCase(), text }] : []
  const address = isAddressFlag(flag) ? addressIn(value) : shortAddress(flag, value)
  if (address === undefined) return []
  const isPeer = value.includes('://') ? !/bind|listen/i.test(flag) : isClient(container)
  if (address.binds === 'loopback') return isPeer ? [] : [{ ...address, text }]
  return [{ ...address, ...(address.port === undefined ? {} : { role: roleOfAddress(flag) }), text }]
}

/** What an address is for, as its flag is called: `metrics` of `--metrics-bind-address`, empty for `--addr` and `-b`. */
function roleOfAddress(flag: string): string {
  const name = flag.replace(/^--?/, '').toLowerCase()
  if (name.length === 1) return ''
  return name.replace(
    /[-._]?(?:bind|listen)?[-._]?(?:host|hostname|ip|addr|address|interface|bind|listen)$/,
    '',
  )
}

/** `-p 127.0.0.1:8080`, `-S localhost:8000`: an address with its port, behind a letter that servers listen by. */
function shortAddress(flag: string, value: string): Pick<PortClue, 'port' | 'binds'> | undefined {
  const address = /^-[abilpLS]$/.test(flag) ? addressIn(value) : undefined
  return address?.port === undefined ? undefined : address
}

function clueWithoutFlag(word: string, next: string): WordClue[] {
  if (word === 'http.server' && isPort(next))
    return [{ port: Number(next), role: '', text: `${word} ${next}` }]
  // `localhost:8080` alone may as well be what it calls
  const address = /^(?:\*|0\.0\.0\.0|\[::\])?:\d+$/.test(word) ? addressIn(word) : undefined
  return address === undefined ? [] : [{ ...address, text: word }]
}

// their --host is the host that they call
const clients = /exporter|psql|mysql|redis-cli|pg_isready|mongosh|curl|wget|client/i

function isClient({ image = '', command = [], args = [] }: Container): boolean {
  return [image, command.join(' '), args[0] ?? ''].some((text) => clients.test(text))
}

/** `:8080`, `0.0.0.0:8080`, `127.0.0.1`, `http://localhost:3000`: an address to listen on, never the name of another host. */
function addressIn(text: string): Pick<PortClue, 'port' | 'binds'> | undefined {
  // what has no such form may still be an IPv6 address
  const [, host = text, digits] =
    /^(?:\w+:\/\/)?(\[[\da-f:]*\]|[^:\s/]*)(?::(\d{1,5}))?\/?$/i.exec(text) ?? []
  if (text === '' || (digits !== undefined && !isPort(digits))) return undefined
  const binds = bindingOf(host)
  if (binds === undefined) return undefined
  return digits === undefined ? { binds } : { binds, port: Number(digits) }
}

function bindingOf(host: string): PortClue['binds'] {
  if (/^(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/i.test(host)) return 'loopback'
  return /^(?:|\*|\+|0\.0\.0\.0|\[?::\]?|\$\(.*\)|\$\{.*\})$/.test(host) ? 'all' : undefined
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535
}
