import type { Manifest } from '../../../world/types/manifest.ts'
import { kindOf } from '../../../world/kinds.ts'
import { mentionsIn, shownText } from '../mentions.ts'
import type { TextReader } from './reduce-text.ts'

/** Read by controllers or by svc, and never free text. */
const keptWhole = new Set([
  'kubectl-svc/ignore',
  'service.kubernetes.io/topology-mode',
  'service.kubernetes.io/topology-aware-hints',
  'service.alpha.kubernetes.io/tolerate-unready-endpoints',
  'nginx.ingress.kubernetes.io/default-backend',
  'alb.ingress.kubernetes.io/target-type',
  'kubernetes.io/ingress.class',
  'pod-template-hash',
  'deployment.kubernetes.io/revision',
])

/** Of these it counts that they are there. */
const keptAsKeys = new Set([
  'helm.sh/hook',
  'control-plane.alpha.kubernetes.io/leader',
  'endpoints.kubernetes.io/over-capacity',
])

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'
const awsActions = 'alb.ingress.kubernetes.io/actions.'

interface Context {
  readonly manifest: Manifest
  readonly reader: TextReader
  readonly redactManifest: (manifest: Manifest) => Manifest
}

/**
 * The annotations that a verdict rests on. Of any other only the hosts of Services that it names; what was applied last is
 * kept of Services and EndpointSlices, where it decides what the next apply leaves, redacted as the object itself.
 */
export function keptAnnotations(value: unknown, context: Context): Record<string, string> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const kept = Object.entries(value).flatMap(([key, text]) => {
    const left = typeof text === 'string' ? keptText(key, text, context) : undefined
    return left === undefined ? [] : [[key, left] as const]
  })
  return Object.fromEntries(kept)
}

function keptText(
  key: string,
  text: string,
  { manifest, reader, redactManifest }: Context,
): string | undefined {
  if (keptWhole.has(key)) return text
  if (keptAsKeys.has(key)) return ''
  const kind = kindOf(manifest)
  if (key === lastApplied)
    return kind === 'Service' || kind === 'EndpointSlice' ? applied(text, redactManifest) : undefined
  if (key.startsWith(awsActions)) return actions(text)
  if (!mayMention(text)) return undefined
  const hosts = mentionsIn(text)
    .filter(({ scheme, host }) => /\.svc(\.|$)/i.test(host) || (scheme !== undefined && reader.isName(host)))
    .map(shownText)
  return hosts.length === 0 ? undefined : hosts.join(' ')
}

/** The annotations of a pod of which something would be kept, as they are. */
export function annotationsRead(value: object): object {
  return Object.fromEntries(
    Object.entries(value).filter(
      ([key, text]: [string, unknown]) =>
        typeof text !== 'string' || keptWhole.has(key) || keptAsKeys.has(key) || mayMention(text),
    ),
  )
}

/** Whether something may be kept of some annotations, by their text as JSON without escapes. */
export function mayKeepAnnotation(map: string): boolean {
  return mention.test(map) || keptNames.test(map)
}

const mention = /:\/\/|\.svc\b/
const keptNames = new RegExp(
  [...keptWhole, ...keptAsKeys].map((name) => `"${name.replaceAll('.', String.raw`\.`)}"`).join('|'),
)

function mayMention(text: string): boolean {
  return mention.test(text) && !text.includes('"apiVersion"')
}

/** A record that cannot be read is one that kubectl cannot read either: it stays so. */
function applied(text: string, redactManifest: Context['redactManifest']): string {
  try {
    const manifest: unknown = JSON.parse(text)
    if (typeof manifest !== 'object' || manifest === null || Array.isArray(manifest)) return ''
    return JSON.stringify(redactManifest(manifest as Manifest))
  } catch {
    return ''
  }
}

/** Which Services the actions of the AWS load balancer controller name. */
function actions(text: string): string {
  return [...text.matchAll(/"serviceName"\s{0,9}:\s{0,9}"[^"]{1,63}"/g)].map(([piece]) => piece).join(',')
}
