import type { Random } from './random.ts'

/** What a registration makes the API server call, and what is there. */
export interface Registered {
  readonly name: string
  /** Absent where nothing of that name is there. */
  readonly service?: Record<string, unknown>
  /** Port names of a slice with one ready address, for a Service without a selector. */
  readonly slice?: readonly string[]
  readonly port?: number
}

const numbers = [443, 443, 443, 8443, 80]
const types = [
  { type: 'ClusterIP' },
  { type: 'ClusterIP' },
  { type: 'NodePort' },
  { type: 'LoadBalancer' },
  { clusterIP: 'None' },
  { type: 'ExternalName', externalName: 'localhost' },
]

/** Services of each type with the right port, another one, one of UDP, or not there at all. */
export function randomRegistered(random: Random, name: string): Registered {
  const port = random.chance(0.4) ? {} : { port: random.of(numbers) }
  if (random.chance(0.15)) return { name, ...port }
  const pairs = new Set(
    [random.of(numbers), ...random.some(numbers, 2)].map(
      (number) => `${number}/${random.chance(0.2) ? 'UDP' : 'TCP'}`,
    ),
  )
  const ports = [...pairs].map((pair, index) => {
    const [number, protocol] = pair.split('/')
    return { port: Number(number), protocol, ...(pairs.size > 1 ? { name: `p${index}` } : {}) }
  })
  const type = random.of(types)
  const slice =
    random.chance(0.5) && !('externalName' in type) ? ports.map(({ name: own = '' }) => own) : undefined
  return { name, service: { ...type, ports }, ...port, ...(slice === undefined ? {} : { slice }) }
}
