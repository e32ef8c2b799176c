import type { PodSpec } from '../world/types/manifest.ts'
import type { FieldPath } from '../world/place.ts'

/** An argument or variable that binds a program to the loopback address, and where it is below `containers`. */
export interface LoopbackClue {
  readonly text: string
  readonly at: FieldPath
}

// where a program listens, and not whom it calls: `--db-host` and DB_HOST name others
const flag =
  /^--?(?:(?:http|https|web|server|api|grpc)[.-])?(?:host(?:name)?|bind|listen|interface|addr(?:ess)?|(?:bind|listen)[.-](?:host|ip|addr(?:ess)?))(?:=(.*))?$/i
const variable =
  /^(?:(?:APP|HTTP|WEB|SERVER|API|GRPC)_)?(?:HOST|BIND|LISTEN|ADDR|ADDRESS|(?:BIND|LISTEN)_(?:HOST|IP|ADDR|ADDRESS))$/
const loopback = /^(?:[a-z]+:\/\/)?(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)(?::(\d{1,5}))?$/i

/**
 * What says that the program of a pod with one container listens on loopback alone. `port`: an address with another port speaks of
 * something else. Undefined where nothing says so; of several containers another one may serve the port.
 */
export function loopbackClue({ containers = [] }: PodSpec, port: number): LoopbackClue | undefined {
  const [only] = containers
  if (only === undefined || containers.length !== 1) return undefined
  const isMeant = (value: string | undefined) => {
    const match = value === undefined || value.length > 100 ? null : loopback.exec(value)
    return match !== null && (match[1] === undefined || Number(match[1]) === port)
  }
  for (const field of ['command', 'args'] as const) {
    const words = only[field] ?? []
    for (const [index, word] of words.entries()) {
      const match = word.length > 200 ? null : flag.exec(word)
      if (match === null) continue
      const value = match[1] ?? words[index + 1]
      if (isMeant(value))
        return {
          text: `argument ${match[1] === undefined ? `${word} ${value}` : word}`,
          at: [0, field, index],
        }
    }
  }
  const index = (only.env ?? []).findIndex(({ name, value }) => variable.test(name) && isMeant(value))
  const found = only.env?.[index]
  return found === undefined
    ? undefined
    : { text: `variable ${found.name}=${found.value}`, at: [0, 'env', index] }
}
