import type { Container, PodSpec, Probe } from '../world/types/manifest.ts'

/** Something in a container that speaks of the port its program listens on, other than `ports`. */
export interface PortClue {
  readonly port: number
  /** `readiness probe 8080`, `env PORT=8080`, `--port=8080`. */
  readonly text: string
}

const portVariable = /(^|_)PORT$/
const portArgument = /^--?[a-z-]*port[= ]?(\d{1,5})$|^(?:[\w.*-]*):(\d{1,5})$/

/** The ports that probes, environment and arguments of a pod's containers name; hints for people, not facts. */
export function portClues(spec: PodSpec): PortClue[] {
  return (spec.containers ?? []).flatMap((container) => [
    ...probeClues(container),
    ...envClues(container),
    ...argumentClues(container),
  ])
}

function probeClues({ readinessProbe, livenessProbe, startupProbe }: Container): PortClue[] {
  return [
    ...probeClue('readiness probe', readinessProbe),
    ...probeClue('liveness probe', livenessProbe),
    ...probeClue('startup probe', startupProbe),
  ]
}

function probeClue(name: string, probe: Probe | undefined): PortClue[] {
  const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port ?? probe?.grpc?.port
  return typeof port === 'number' ? [{ port, text: `${name} ${port}` }] : []
}

function envClues({ env = [] }: Container): PortClue[] {
  return env.flatMap(({ name, value = '' }) =>
    portVariable.test(name) && isPort(value) ? [{ port: Number(value), text: `env ${name}=${value}` }] : [],
  )
}

function argumentClues({ command = [], args = [] }: Container): PortClue[] {
  const words = [...command, ...args].filter((word) => word.length < 200)
  return words.flatMap((word, index) => {
    const match = portArgument.exec(word)
    const number = match?.[1] ?? match?.[2]
    if (number !== undefined && isPort(number)) return [{ port: Number(number), text: word }]
    const next = words[index + 1] ?? ''
    return /^--?[a-z-]*port$/.test(word) && isPort(next)
      ? [{ port: Number(next), text: `${word} ${next}` }]
      : []
  })
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535
}
