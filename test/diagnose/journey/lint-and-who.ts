import { dependents } from '../../../src/diagnose/dependents.ts'
import { servicePorts, typeOf } from '../../../src/kube/core/defaults.ts'
import { aliasChain } from '../../../src/kube/references/called-service.ts'
import { aliasReferences } from '../../../src/kube/references/aliases.ts'
import { clientReferencesOf } from '../../../src/kube/references/clients.ts'
import { lint } from '../../../src/lint/lint.ts'
import type { Finding, LintResult } from '../../../src/lint/finding.ts'
import { rules } from '../../../src/rules/index.ts'
import { nameOf, type Resource } from '../../../src/world/resource.ts'
import type { Service } from '../../../src/world/types/manifest.ts'
import type { World } from '../../../src/world/world.ts'
import { verdictOf, wordsOf, type Check, type Spoken } from './verdict-of.ts'

/** The rules that speak of the way of a request; what they call an error no trace of that way may call fine. */
const rulesOfClients = new Set([
  'policy-blocks-service-client',
  'policy-dns-blocked',
  'internal-policy-strands-client',
  'client-port-not-in-service',
  'client-uses-target-port',
  'client-names-missing-service',
  'client-bypasses-cluster-dns',
  'host-alias-shadows-service',
])
const rulesOfServices = new Set([
  'selector-matches-nothing',
  'endpoints-no-pods',
  'endpoints-none-ready',
  'endpoints-missing',
  'endpoints-of-other-family',
])

interface Worlds {
  readonly world: World
  readonly open: World
}

export function checkLint(
  { world, open, clients }: Worlds & { readonly clients: readonly string[] },
  check: Check,
): void {
  const whole = lint(world, rules)
  const partly = lint(open, rules)
  const known = new Set(whole.findings.map(placeOf))
  for (const finding of partly.findings)
    check(
      !isError(finding) || known.has(placeOf(finding)) || isLostAnyway(world, finding),
      () => `lint: open ${placeOf(finding)} (${finding.message}), which complete does not say`,
    )
  for (const [where, result] of [
    [world, whole],
    [open, partly],
  ] as const) {
    checkErrors(where, result, check)
    checkServices(where, result, check)
    checkCalls(where, result, check)
  }
  for (const from of clients) checkCauses({ world, from }, whole, check)
}

function placeOf({ rule, resource: { kind, namespace, name } }: Finding): string {
  return `${rule} of ${kind} ${namespace}/${name}`
}

/** Where pods are not in sight a policy may be what is certain, and with all that is known that there is no pod: the call is lost all the same. */
function isLostAnyway(world: World, finding: Finding): boolean {
  if (!rulesOfClients.has(finding.rule)) return false
  const calls = callsIn(world).filter(({ resource, path }) => isAbout(finding, resource, path))
  return calls.length > 0 && calls.every(({ spoken }) => spoken.status === 'broken')
}

/** Every call that a client's texts make, and what becomes of it. */
function callsIn(world: World): readonly CallSpoken[] {
  return world.derived(callsOf)
}

interface CallSpoken {
  readonly resource: Resource
  readonly path: readonly (string | number)[]
  readonly text: string
  readonly host: string
  readonly spoken: ReturnType<typeof verdictOf>
}

function callsOf(world: World): CallSpoken[] {
  return world.resources
    .filter(({ kind }) => kind !== 'ConfigMap')
    .flatMap((resource) =>
      clientReferencesOf(world, resource).map(({ path, mention }) => {
        const port = mention.port === undefined ? '' : `:${mention.port}`
        const scheme = mention.scheme === undefined ? '' : `${mention.scheme}://`
        const spoken = verdictOf(world, {
          target: `${scheme}${mention.host}${port}`,
          from: `${resource.kind.toLowerCase()}/${resource.name}`,
          namespace: resource.namespace ?? '',
        })
        return { resource, path, text: mention.text, host: mention.host, spoken }
      }),
    )
}

function isError({ verdict, severity }: Finding): boolean {
  return verdict === 'broken' && severity === 'error'
}

/** An error about a Service is of every request to the Service itself. */
function checkErrors(world: World, { findings }: LintResult, check: Check): void {
  for (const finding of findings.filter(isError)) {
    const { rule, resource, message } = finding
    if (!rulesOfServices.has(rule) || resource.kind !== 'Service') continue
    // the name of a headless Service may lead elsewhere
    const service = world.get('Service', resource.namespace, resource.name)
    if (service === undefined || typeOf(service.manifest) === 'Headless') continue
    const itself = verdictOf(world, { target: `svc/${resource.name}`, namespace: resource.namespace ?? '' })
    check(itself.status !== 'works', () => `lint ${placeOf(finding)} (${message}), trace ${wordsOf(itself)}`)
  }
}

/**
 * Of a Service, or a port of it, that no client can use, whoever it is, lint says more than a note: of it, of its slices or of what it is an
 * alias of. A workload without pods may be meant.
 */
function checkServices(world: World, { findings }: LintResult, check: Check): void {
  for (const service of world.all('Service')) {
    const spoken = lostFor(world, service)
    if (spoken === undefined) continue
    const isAlias = typeOf(service.manifest) === 'ExternalName'
    if (spoken.hop === 'name' && !(isAlias && spoken.summary.includes('is an alias'))) continue
    const { aliases, next } = aliasChain(world, service)
    // itself, and all that it is an alias of
    const all = [...aliases, ...(next === undefined ? [] : [next])]
    // a Corefile may lead a name outside of the cluster to any Service
    const end = all.at(-1)
    if (end && typeOf(end.manifest) === 'ExternalName' && aliasReferences(end, world).length === 0) continue
    const isOfIt = ({ kind, ...id }: { kind: string; name: string; namespace?: string }) =>
      (kind === 'EndpointSlice' && id.name.startsWith(`${service.name}-`)) ||
      (kind === 'Service' && all.some((each) => each.name === id.name && each.namespace === id.namespace))
    check(
      findings.some(
        ({ resource, severity, rule }) =>
          (severity !== 'note' || rule === 'endpoints-no-pods') && isOfIt(resource),
      ),
      () => `${nameOf(service)}: trace ${wordsOf(spoken)}, lint says nothing of it`,
    )
  }
}

/** What becomes of the first of its ports at which all is lost; policies and the cluster's DNS are not the Service's. */
function lostFor(world: World, { manifest, name, namespace = '' }: Resource<Service>): Spoken | undefined {
  const ports = servicePorts(manifest).map(({ port, protocol }) => `:${port}/${protocol.toLowerCase()}`)
  return ['', ...ports]
    .map((port) => verdictOf(world, { target: `svc/${name}${port}`, namespace }))
    .find(({ status, hop }) => status === 'broken' && hop?.startsWith('policy') !== true)
}

/** Every call that a client's texts make: broken is said by the rule of that cause, and an error is of a call that does not get through. */
function checkCalls(world: World, { findings, summary }: LintResult, check: Check): void {
  const said = new Set(findings.map(({ rule }) => rule))
  const { errors, warnings, notes, unknown } = summary
  for (const { resource, path, text, host, spoken } of callsIn(world)) {
    const { status, cause = '' } = spoken
    const who = `${nameOf(resource)} → ${text}`
    check(
      status !== 'broken' || said.has(cause) || errors + warnings + notes + unknown > 0,
      () => `${who}: trace ${wordsOf(spoken)}, lint says nothing`,
    )
    check(
      status !== 'broken' || !rulesOfClients.has(cause) || isSaid(said, cause) || isGuess(world, host, cause),
      () => `${who}: trace ${wordsOf(spoken)} by ${cause}, which lint does not say`,
    )
    const own = findings.filter((finding) => isError(finding) && isAbout(finding, resource, path))
    for (const finding of own)
      check(
        status !== 'works',
        () => `${who}: lint ${placeOf(finding)} (${finding.message}), trace ${wordsOf(spoken)}`,
      )
  }
}

/** Of a policy that keeps its pods from names lint says that alone, and of a pod's own address that it is one. */
function isSaid(said: ReadonlySet<string>, cause: string): boolean {
  return (
    said.has(cause) ||
    (cause === 'policy-blocks-service-client' &&
      (said.has('policy-dns-blocked') || said.has('pod-ip-hard-coded')))
  )
}

/** `cache.data` and `p0.cache.data` may be hosts outside: a trace was asked for it, and lint speaks where something in sight may be meant. */
function isGuess(world: World, host: string, cause: string): boolean {
  const labels = host.toLowerCase().split('.')
  const isKnown = world.all('Service').some((service) => labels.slice(0, -1).includes(service.name))
  return cause === 'client-names-missing-service' && [2, 3].includes(labels.length) && !isKnown
}

function isAbout(
  { rule, resource, path, related }: Finding,
  client: Resource,
  at: readonly unknown[],
): boolean {
  const text = at.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('')
  const isPlace = (id: Finding['resource'], where: string) =>
    id.kind === client.kind && id.namespace === client.namespace && id.name === client.name && where === text
  return (
    rulesOfClients.has(rule) &&
    (isPlace(resource, path) || related.some((place) => isPlace(place.resource, place.path)))
  )
}

function isRule(cause: string): boolean {
  return rules.some(({ id }) => id === cause)
}

/** A request to a Service that ends for a cause that is a rule about Services is no secret to lint. */
function checkCauses(
  { world, from }: { readonly world: World; readonly from: string },
  { findings }: LintResult,
  check: Check,
): void {
  for (const service of world.all('Service')) {
    if (service.namespace === 'kube-system') continue
    const spoken = verdictOf(world, { target: `${service.namespace}/${service.name}`, from })
    const { status, cause = '' } = spoken
    // of what is lost of a part, too, lint says the cause, certain or not
    const isCause =
      status === 'degraded' ? isRule(cause) && !rulesOfClients.has(cause) : rulesOfServices.has(cause)
    if ((status !== 'broken' && status !== 'degraded') || !isCause) continue
    check(
      findings.some(({ rule }) => rule === cause),
      () => `${nameOf(service)} from ${from}: trace ${wordsOf(spoken)} by ${cause}, which lint does not say`,
    )
  }
}

/** A dependent is ok where its requests get through, and not where they do not; more knowledge turns no verdict round. */
export function checkDependents({ world, open }: Worlds, check: Check): void {
  for (const service of world.all('Service')) {
    const inOpen = new Map(dependentsIn(open, service).map((each) => [keyOf(each.reference), each]))
    for (const { reference, ok } of dependents(world, service)) {
      const before = inOpen.get(keyOf(reference))?.ok
      check(
        before === undefined || before === ok,
        () => `who ${keyOf(reference)}: open ${before}, complete ${ok}`,
      )
      checkDependent(world, { reference, ok, service }, check)
    }
  }
}

function dependentsIn(world: World, { namespace, name }: Resource): ReturnType<typeof dependents> {
  const service = world.get('Service', namespace, name)
  return service === undefined ? [] : dependents(world, service)
}

type Reference = ReturnType<typeof dependents>[number]['reference']

function keyOf({ kind, from, path, name, possible, via }: Reference): string {
  return `${kind} ${nameOf(from)} ${path.join('.')} ${name} ${possible === true} ${via}`
}

function checkDependent(
  world: World,
  { reference, ok, service }: { reference: Reference; ok: boolean | undefined; service: Resource },
  check: Check,
): void {
  const question = questionOf(reference, service)
  if (question === undefined || reference.possible === true) return
  const spoken = verdictOf(world, question)
  const who = `who ${keyOf(reference)} of ${nameOf(service)}`
  check(ok !== true || spoken.status === 'works', () => `${who}: ok; trace ${wordsOf(spoken)}`)
  check(ok !== false || spoken.status !== 'works', () => `${who}: broken; trace ${wordsOf(spoken)}`)
}

function questionOf({ kind, from, mention, port, via = '' }: Reference, { namespace = '', name }: Resource) {
  const home = from.namespace ?? namespace
  if (kind === 'webhook' || kind === 'api-service')
    return { target: `${namespace}/${name}:${port?.number ?? 443}/tcp`, from: 'apiserver', namespace }
  if (kind === 'ingress-backend') return { target: `ingress/${from.name}`, from: 'external', namespace: home }
  if (kind === 'route-backend') return { target: `httproute/${from.name}`, from: 'external', namespace: home }
  if (kind !== 'text' || from.kind === 'ConfigMap') return undefined
  if (mention === undefined)
    return { target: via, from: `${from.kind.toLowerCase()}/${from.name}`, namespace: home }
  const scheme = mention.scheme === undefined ? '' : `${mention.scheme}://`
  const target = `${scheme}${mention.host}${mention.port === undefined ? '' : `:${mention.port}`}`
  return { target, from: `${from.kind.toLowerCase()}/${from.name}`, namespace: home }
}
