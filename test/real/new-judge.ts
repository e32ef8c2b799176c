import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { intentOf } from '../../src/author/intent-of.ts'
import { newService } from '../../src/author/new-service.ts'
import { manifestsJson, manifestsYaml } from '../../src/author/print.ts'
import { kustomizationFile } from '../../src/author/kustomize.ts'
import type { CommentLevel } from '../../src/author/teach.ts'
import New from '../../src/commands/new.ts'
import { lint } from '../../src/lint/lint.ts'
import { rules } from '../../src/rules/index.ts'
import { readText } from '../../src/sources/files/documents.ts'
import { splitDocuments } from '../../src/sources/yaml/chunks.ts'
import type { Manifest, Service } from '../../src/world/types/manifest.ts'
import { buildWorld } from '../../src/world/world.ts'
import type { NewCase } from './new-space.ts'
import { runNew, type Outcome } from './run-new.ts'

type Files = Readonly<Record<string, string>>

/** What one command line came to, as far as Node alone can judge it; the rest is for Kubernetes, Helm and kustomize. */
export interface Judged {
  readonly outcome: Outcome
  readonly complaints: readonly string[]
  /** What a server has to accept, of which Kubernetes version. */
  readonly manifests: readonly Manifest[]
  readonly version: string
  /** What Helm's engine has to turn into `manifests`. */
  readonly template?: string
  /** What kustomize has to turn into `manifests`. */
  readonly kustomize?: Files
}

/** Runs a case in a folder of its own, and looks at all that it says and leaves behind. */
export async function judge({ words, files }: NewCase, kubeconfig?: string): Promise<Judged> {
  const folder = mkdtempSync(join(tmpdir(), 'svc-new-'))
  try {
    const before = { ...files, ...(kubeconfig === undefined ? {} : { kubeconfig }) }
    for (const [name, text] of Object.entries(before)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    const run = (more: readonly string[]) => runNew(more.map((word) => word.replace(/^@\//, `${folder}/`)))
    const outcome = await run(words)
    const after = filesIn(folder)
    const given: Given = { words, before, after, outcome, again: run }
    const version = valueOf(words, '--kubernetes-version') ?? '1.36'
    const nothing = { outcome, manifests: [], version }
    if (outcome.printed === undefined) return { ...nothing, complaints: whyBadRefusal(given) }
    return { ...nothing, ...(await judgeDelivery(given)) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

interface Given {
  readonly words: readonly string[]
  readonly before: Files
  readonly after: Files
  readonly outcome: Outcome
  readonly again: (words: readonly string[]) => Promise<Outcome>
}

type Judgement = Pick<Judged, 'complaints'> & Partial<Judged>

function filesIn(folder: string): Files {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  return Object.fromEntries(names.map((name) => [name.slice(folder.length + 1), readFileSync(name, 'utf8')]))
}

/** The value of a flag: the last one that is given. */
function valueOf(words: readonly string[], ...names: readonly string[]): string | undefined {
  const at = words.findLastIndex((word) => names.includes(word.split('=')[0] ?? ''))
  const [, value] = (words[at] ?? '').split('=')
  return at === -1 ? undefined : (value ?? words[at + 1])
}

const known = new Set(
  Object.entries({ ...New.baseFlags, ...New.flags }).flatMap(([name, { char }]) => [
    `--${name}`,
    ...(char === undefined ? [] : [`-${char}`]),
  ]),
)

/** A refusal has words, which name what to change; it prints nothing and leaves everything as it was. */
function whyBadRefusal({ words, before, after, outcome }: Given): string[] {
  const { refused = '', said, exitCode } = outcome
  const named = refused.match(/--[a-z][a-z-]+|\bNAME\b|\bTYPE\b|-[pnolfi]\b|\bsvc new\b/g) ?? []
  // an anchor is a place in the file
  const helps =
    named.some((flag) => known.has(flag) || /NAME|TYPE|svc/.test(flag)) || / marked with &/.test(said)
  const aboutFile = exitCode === 4 && Object.keys(before).some((name) => said.includes(name))
  // a server names the field
  const aboutCluster =
    words.includes('--kubeconfig') && (exitCode === 3 || /refuses it: .*\b(spec|metadata)\./.test(said))
  return [
    ...([2, 3, 4].includes(exitCode) ? [] : [`exit code ${exitCode}`]),
    ...(said.trim() === '' ? ['is refused without a word'] : []),
    ...(/\n\s+at /.test(said) ? [`shows a stack: ${said}`] : []),
    ...(helps || aboutFile || aboutCluster ? [] : [`is refused without what to change: ${said}`]),
    ...changes(before, after).map((name) => `is refused, and leaves ${name} changed`),
  ]
}

function changes(before: Files, after: Files): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].filter((name) => before[name] !== after[name])
}

async function judgeDelivery(given: Given): Promise<Judgement> {
  const { words, before, after, outcome } = given
  const has = (flag: string) => words.includes(flag)
  if (has('--help-me-choose')) return { complaints: outcome.printed === '' ? ['no help'] : [] }
  if (words.includes('--into') || words.includes('--edit')) return judgeFile(given)
  const isLocal =
    valueOf(words, '--dry-run') === 'client' || !words.some((word) => /^--(diff|apply|dry-run)/.test(word))
  if (has('--folder')) return judgeFolder(given)
  const changed = changes(before, after).map((name) => `prints, and leaves ${name} changed`)
  if (!isLocal) return { complaints: [...changed, ...(outcome.exitCode > 1 ? ['exit code'] : [])] }
  const code = outcome.exitCode === 0 ? [] : [`prints with exit code ${outcome.exitCode}`]
  const judgement = await judgePrinted(given)
  return { ...judgement, complaints: [...code, ...changed, ...judgement.complaints] }
}

async function judgePrinted({ words, before, outcome, again }: Given): Promise<Judgement> {
  const { printed = '', said } = outcome
  const format = valueOf(words, '-o', '--output') ?? 'yaml'
  if (format === 'name') {
    const all = await again(withFormat(words, 'json'))
    const names = manifestsIn(all.printed ?? '').map(
      ({ kind, metadata }) => `${kind.toLowerCase()}${metadata?.name}`,
    )
    const same = printed
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/(\.[^/]*)?\//, ''))
    return { complaints: differs(same, names) }
  }
  if (format === 'helm') {
    const all = await again(withFormat(words, 'json'))
    return { complaints: [], template: printed, manifests: manifestsIn(all.printed ?? '') }
  }
  if (format === 'kustomize') {
    const [first = '', ...rest] = printed.split(/^---\n/m)
    const files = Object.fromEntries(
      [first, ...rest].map((text) => [/^# (\S+)\n/.exec(text)?.[1] ?? '', text]),
    )
    const all = await again(withFormat(words, 'json'))
    return { complaints: [], kustomize: files, manifests: manifestsIn(all.printed ?? '') }
  }
  const manifests = manifestsIn(printed)
  const comments = (valueOf(words, '--comments') ?? 'none') as CommentLevel
  const written = format === 'json' ? manifestsJson(manifests) : manifestsYaml(manifests, comments)
  return {
    manifests,
    complaints: [
      ...(written === printed ? [] : [`is written again as ${written}\n    instead of ${printed}`]),
      ...whyNotSame(manifests, words),
      ...whyLintComplains(manifests, { words, before, said }),
    ],
  }
}

function withFormat(words: readonly string[], format: string): string[] {
  return [...words.filter((word, at) => word !== '-o' && words[at - 1] !== '-o'), '-o', format]
}

/** The Service of the same intent is the same Service. */
function whyNotSame([service]: readonly Manifest[], words: readonly string[]): string[] {
  const version = valueOf(words, '--kubernetes-version')
  return service === undefined
    ? ['holds no manifest']
    : differs(newService(intentOf(service as Service), version), service)
}

/** Alone nothing is found; with its workload nothing is broken, and what else there is was said. */
function whyLintComplains(
  manifests: readonly Manifest[],
  { words, before, said }: { words: readonly string[]; before: Files; said: string },
): string[] {
  const version = valueOf(words, '--kubernetes-version')
  const found = (text: string) => {
    const { resources } = readText('new.yaml', text, { namespace: 'default', named: true })
    const coverage = [{ state: 'partial', because: 'one file' }] as const
    const world = buildWorld({
      resources,
      coverage,
      ...(version === undefined ? {} : { kubernetesVersion: version }),
    })
    return lint(world, rules).findings.filter(({ verdict }) => verdict === 'broken')
  }
  const text = manifestsYaml(manifests)
  const alone = found(text).map(({ rule, message }) => `lint says ${rule}: ${message}`)
  const workload = before['workload.yaml']
  if (workload === undefined) return alone
  const own = new Set(manifests.map(({ kind, metadata }) => `${kind}/${metadata?.name}`))
  const together = found(`${text}---\n${workload}`).filter(({ resource: { kind, name } }) =>
    own.has(`${kind}/${name}`),
  )
  return [
    ...alone,
    ...together
      .filter(({ message, severity }) => severity === 'error' || !said.includes(message))
      .map(({ rule, message }) => `lint says with the workload, unsaid, ${rule}: ${message}`),
  ]
}

async function judgeFolder({ words, before, after, again }: Given): Promise<Judgement> {
  const all = await again(
    words.filter((word, at) => word !== '--folder' && words[at - 1] !== '--folder').concat('-o', 'json'),
  )
  const manifests = manifestsIn(all.printed ?? '')
  const base = Object.entries(after).filter(([name]) => name.startsWith('base/'))
  const second = await again(words)
  const theirs = /^ *- (.+?) *(#.*)?\r?$/gm
  const kept = [...(before[`base/${kustomizationFile}`] ?? '').matchAll(theirs)].map(([, name]) => name)
  const listed = [...(after[`base/${kustomizationFile}`] ?? '').matchAll(theirs)].map(([, name]) => name)
  return {
    manifests,
    kustomize: Object.fromEntries(base.map(([name, text]) => [name.slice('base/'.length), text])),
    complaints: [
      ...(second.exitCode === 0 && !second.said.includes(' written\n')
        ? []
        : [`a second run says ${second.said}`]),
      ...kept.filter((name) => !listed.includes(name)).map((name) => `lost the resource ${name}`),
    ],
  }
}

async function judgeFile({ words, before, after, outcome, again }: Given): Promise<Judgement> {
  const name = (valueOf(words, '--into', '--edit') ?? '').slice('@/'.length)
  const [old = '', now = ''] = [before[name], after[name]]
  const others = changes(before, after).filter((changed) => changed !== name)
  const strange = others.map((other) => `leaves ${other} changed`)
  if (words.includes('--diff')) {
    const says = outcome.exitCode === (outcome.printed === '' ? 0 : 1)
    const kept = before[name] === after[name]
    return { complaints: [...strange, ...(says ? [] : ['exit code']), ...(kept ? [] : ['--diff writes'])] }
  }
  const second = await again(words)
  const complaints = [
    ...strange,
    ...(outcome.exitCode === 0 ? [] : [`exit code ${outcome.exitCode}`]),
    ...(second.said.includes('says it already') ? [] : [`a second run says ${second.said}`]),
    ...(old === now || outcome.said.includes(` ${old === '' ? 'written' : 'changed'}\n`)
      ? []
      : ['is changed without a word']),
    ...whyOthersChanged(old, now),
  ]
  const changed = changedObjects(old, now)
  return { complaints, manifests: changed }
}

/** Documents in which no object changed are there byte for byte, in their order; line ends stay what they were. */
function whyOthersChanged(old: string, now: string): string[] {
  const [before, after] = [old, now].map((text) => splitDocuments(text).map((chunk) => chunk.text))
  const left = [...(after ?? [])]
  // what is added to a document of comments alone makes it another one
  const isWaiting = (text: string) => /^(---)?\s*(#.*\s*)*$/.test(text) && now.includes(text)
  const lost = (before ?? []).filter((text) => {
    const at = left.findIndex((other) => other === text || other === `${text}\n` || other === `${text}\r\n`)
    if (at !== -1) left.splice(0, at + 1)
    return at === -1 && !isWaiting(text)
  })
  // the document of the object itself, with everything else in it
  const [own, ...more] = lost
  const windows = old.includes('\r\n') && !/(?<!\r)\n/.test(old)
  return [
    ...(more.length === 0 ? [] : [`other documents are changed: ${JSON.stringify(more)}`]),
    ...(windows && /(?<!\r)\n/.test(now) ? ['line ends are changed'] : []),
    ...(own === undefined ? [] : whyItsNeighboursChanged(old, now)),
  ]
}

/** All objects but one say what they said: those of a List too. */
function whyItsNeighboursChanged(old: string, now: string): string[] {
  const [before, after] = [old, now].map((text) =>
    manifestsIn(text).map((manifest) => JSON.stringify(manifest)),
  )
  const lost = (before ?? []).filter((text) => !(after ?? []).includes(text))
  return lost.length > 1 ? [`other objects are changed: ${lost.join(' ')}`] : []
}

function changedObjects(old: string, now: string): Manifest[] {
  const before = manifestsIn(old).map((manifest) => JSON.stringify(manifest))
  return manifestsIn(now).filter((manifest) => !before.includes(JSON.stringify(manifest)))
}

export function manifestsIn(text: string): Manifest[] {
  return readText('new.yaml', text, { namespace: 'default', named: true }).resources.map(
    ({ manifest }) => manifest,
  )
}

/** A Helm template says the type that the server would take by itself, so that a value can change it. */
export function withType(service: Service): Service {
  const { type, clusterIP } = service.spec ?? {}
  return type !== undefined || clusterIP === 'None'
    ? service
    : { ...service, spec: { type: 'ClusterIP', ...service.spec } }
}

/** One complaint where two values differ in more than the order of their keys. */
export function differs(got: unknown, wanted: unknown): string[] {
  const [one, two] = [got, wanted].map((value) => JSON.stringify(sorted(value)))
  return one === two ? [] : [`${one}\n    instead of ${two}`]
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]))
}
