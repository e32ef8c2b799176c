import type { Service, StringMap } from '../world/types/manifest.ts'
import { escapedForYaml } from '../text/printable.ts'
import { manifestYaml } from './print.ts'

/**
 * A Helm template of a Service: what it says is the default, and `service.name`, `.type`, `.labels`, `.annotations`,
 * `.selector` and `.ports` of the values change it. Labels and annotations are added to, ports and selector replaced.
 * It renders without any values; real Helm decides that in test/real/.
 */
export function helmTemplate({ metadata = {}, spec = {} }: Service): string {
  const { name = '', namespace, labels, annotations } = metadata
  const { type, selector, ports, ...rest } = spec
  const fixed = Object.keys(rest).length > 0 ? plainLines(rest, 2) : []
  return `${[
    '{{- $service := .Values.service | default dict }}',
    'apiVersion: v1',
    'kind: Service',
    'metadata:',
    `  name: {{ $service.name | default ${literal(name)} }}`,
    ...(namespace === undefined ? [] : plainLines({ namespace }, 2)),
    ...added('labels', labels),
    ...added('annotations', annotations),
    'spec:',
    ...typeLines(type, rest),
    ...replaced('selector', selector),
    ...replaced('ports', ports),
    ...fixed,
  ].join('\n')}\n`
}

/** An alias and a headless Service cannot become another type by a value alone. */
function typeLines(type: string | undefined, rest: object): string[] {
  if (type === 'ExternalName') return [`  type: ${type}`]
  if ('clusterIP' in rest && rest.clusterIP === 'None') return []
  return [`  type: {{ $service.type | default ${literal(type ?? 'ClusterIP')} }}`]
}

function added(field: 'labels' | 'annotations', map: StringMap | undefined): string[] {
  const given = `$service.${field} | default dict`
  return [
    `  {{- with ${map === undefined ? given : `mergeOverwrite (${literal(map)}) (${given})`} }}`,
    `  ${field}:`,
    '    {{- toYaml . | nindent 4 }}',
    '  {{- end }}',
  ]
}

function replaced(field: 'selector' | 'ports', value: object | undefined): string[] {
  if (value === undefined) return []
  return [`  ${field}:`, `    {{- toYaml ($service.${field} | default (${literal(value)})) | nindent 4 }}`]
}

/** A value as an expression of Go's templates: strings, numbers and booleans are written as in JSON. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return ['list', ...value.map((item) => `(${literal(item)})`)].join(' ')
  if (typeof value !== 'object' || value === null) return text(value)
  return ['dict', ...Object.entries(value).flatMap(([key, item]) => [text(key), nested(item)])].join(' ')
}

/** Go reads the escapes of YAML as well. */
function text(value: unknown): string {
  return escapedForYaml(JSON.stringify(value))
}

function nested(value: unknown): string {
  return typeof value === 'object' ? `(${literal(value)})` : literal(value)
}

/** Fields that no value changes, as YAML; braces that Helm would read are escaped. */
function plainLines(fields: object, indentation: number): string[] {
  const yaml = manifestYaml(fields as Parameters<typeof manifestYaml>[0]).trimEnd()
  return yaml.split('\n').map((line) => `${' '.repeat(indentation)}${line.replaceAll('{{', '{{ "{{" }}')}`)
}
