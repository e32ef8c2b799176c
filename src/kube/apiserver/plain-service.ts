import { rangesAnnotation } from './load-balancer.ts'
import {
  whyNotDnsLabel,
  whyNotLabelValue,
  whyNotPortName,
  whyNotPortNumber,
  whyNotQualifiedName,
  whyNotServiceName,
} from './names.ts'
import { isRepeated } from './service-ports.ts'
import { topologyHints } from './service-spec.ts'

type Mapping = Readonly<Record<string, unknown>>

/** What each field may hold, by its name. */
type Plain = Readonly<Record<string, (value: unknown) => boolean>>

/**
 * Whether a manifest is so plain a Service that the API server of every version creates it without a warning: it has
 * the fields that most Services have and no other, each with a value that no other field can make wrong. To see it costs
 * a tenth of the whole verdict. False says nothing: `verdictOnService` knows.
 * In: plain values as JSON or YAML have them. Never throws.
 */
export function isPlainService(value: unknown): boolean {
  return fits(value, service) && Object.keys(service).every((field) => field in value)
}

const fewestBytes = 32 * 1024

const metadata: Plain = {
  name: (value) => isText(value) && whyNotServiceName(value) === undefined,
  namespace: (value) => isText(value) && whyNotDnsLabel(value) === undefined,
  labels: areLabels,
  annotations: arePlainAnnotations,
}

const port: Plain = {
  name: (value) => isText(value) && whyNotDnsLabel(value) === undefined,
  port: isPortNumber,
  targetPort: (value) => isPortNumber(value) || (isText(value) && whyNotPortName(value) === undefined),
  protocol: isOneOf('TCP', 'UDP', 'SCTP'),
}

const spec: Plain = {
  type: isOneOf('ClusterIP', 'NodePort', 'LoadBalancer'),
  selector: areLabels,
  ports: arePlainPorts,
  sessionAffinity: isOneOf('None', 'ClientIP'),
  internalTrafficPolicy: isOneOf('Cluster', 'Local'),
}

const service: Plain = {
  apiVersion: isOneOf('v1'),
  kind: isOneOf('Service'),
  metadata: (value) => fits(value, metadata) && 'name' in value,
  spec: (value) => fits(value, spec) && 'ports' in value,
}

function fits(value: unknown, plain: Plain): value is Mapping {
  if (!isMapping(value)) return false
  for (const key of Object.keys(value))
    if (!Object.hasOwn(plain, key) || plain[key]?.(value[key]) !== true) return false
  return true
}

function arePlainPorts(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0) return false
  const names = new Set<string>()
  const pairs = new Set<string>()
  return value.every((item: unknown) => {
    if (!fits(item, port) || !('port' in item)) return false
    const { name = '', protocol = 'TCP' } = item
    if (isRepeated(pairs, `${String(item['port'])}/${String(protocol)}`)) return false
    return value.length === 1 || (name !== '' && !isRepeated(names, String(name)))
  })
}

function areLabels(value: unknown): boolean {
  if (!isMapping(value)) return false
  for (const key of Object.keys(value)) {
    const text = value[key]
    if (!isText(text) || !isQualified(key) || whyNotLabelValue(text) !== undefined) return false
  }
  return true
}

const judged = new Set([topologyHints, rangesAnnotation])

/** None whose value the server judges, and far from the limit. */
function arePlainAnnotations(value: unknown): boolean {
  if (!isMapping(value)) return false
  let size = 0
  for (const key of Object.keys(value)) {
    const text = value[key]
    if (!isText(text) || judged.has(key) || !isQualified(key)) return false
    size += key.length + text.length
  }
  return size < fewestBytes
}

// the keys of labels are few, and on every object
const qualified = new Set<string>()
const mostQualified = 1000

function isQualified(key: string): boolean {
  if (qualified.has(key)) return true
  if (whyNotQualifiedName(key) !== undefined) return false
  if (qualified.size < mostQualified) qualified.add(key)
  return true
}

function isOneOf(...values: readonly string[]): (value: unknown) => boolean {
  return (value) => values.includes(value as string)
}

function isPortNumber(value: unknown): boolean {
  return typeof value === 'number' && whyNotPortNumber(value) === undefined
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
