import { faultOf } from '../../src/diagnose/reference-fault.ts'
import { referencesOf } from '../../src/kube/references/references.ts'
import { serverWords } from '../../src/diagnose/server-words.ts'
import { lint } from '../../src/lint/lint.ts'
import { rules } from '../../src/rules/index.ts'
import type { Kind } from '../../src/world/kinds.ts'
import type { World } from '../../src/world/world.ts'

/** What svc says of an object: the rules that find something wrong, and the words that the server will use. */
export interface Prediction {
  readonly rules: readonly string[]
  readonly fault?: string
  readonly words?: string
}

export function predict(world: World, kind: Kind, name: string): Prediction {
  const resource = world.get(kind, undefined, name)
  if (resource === undefined) throw new Error(`${kind} ${name} is not there`)
  const [reference] = referencesOf(world, resource)
  const fault = reference && faultOf(world, reference)
  const words = reference && fault && serverWords(world, reference, fault)
  const found = lint(world, rules).findings.filter((finding) => finding.resource.name === name)
  return {
    rules: found.map(({ rule }) => rule),
    ...(fault === undefined ? {} : { fault: fault.fault }),
    ...(words === undefined ? {} : { words }),
  }
}

const ruleOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  webhook: {
    'service-missing': 'webhook-service-missing',
    'port-missing': 'webhook-port-wrong',
    'port-protocol': 'webhook-port-wrong',
    headless: 'headless-called-by-api-server',
  },
  api: {
    'service-missing': 'api-service-backend-missing',
    'port-missing': 'api-service-port-wrong',
    'port-protocol': 'api-service-port-wrong',
    headless: 'headless-called-by-api-server',
  },
}

/** The server found the Service and its port, and called it, as far as it gets here; a port of UDP it calls as well, by TCP. */
const called =
  /dial tcp|deadline exceeded|could not find the requested resource|no addresses with port name|cannot find endpointslices/

/** Why the two do not agree; undefined when they do. */
export function disagreement(
  said: string,
  { rules: found, fault, words }: Prediction,
  kind: 'webhook' | 'api',
) {
  const wanted = fault === undefined ? [] : [ruleOf[kind]?.[fault] ?? fault]
  if (found.join() !== wanted.join()) return `lint finds ${found.join()} where ${wanted.join()} is due`
  if (words !== undefined) return said.includes(words) ? undefined : `predicted “${words}”: ${said}`
  return called.test(said) ? undefined : `predicted a call: ${said}`
}
