import fc, { type Arbitrary } from 'fast-check'
import { authoredTypes } from '../../src/author/intent.ts'
import { existingFile } from './new-files.ts'
import { flagsFor, newCommandLine, portWords } from './new-flags.ts'
import { randomWorkload } from './new-workloads.ts'
import { companionWords, presetWords } from './preset-lines.ts'

/** A command line of `svc new`, and the folder that it is run for. */
export interface NewCase {
  /** The words after `svc new`; `@/` in a word stands for the folder. */
  readonly words: readonly string[]
  /** What is in the folder before, by name. */
  readonly files: Readonly<Record<string, string>>
}

/**
 * The whole space of flags: with and without a workload, printed, put into files, folders and charts, or (when `live`)
 * shown to a cluster, whose kubeconfig is `@/kubeconfig`.
 */
export function newCase(live: boolean): Arbitrary<NewCase> {
  const source = fc.oneof(
    { weight: 14, arbitrary: newCommandLine().map((words): NewCase => ({ words, files: {} })) },
    { weight: 18, arbitrary: fromWorkload },
    { weight: 1, arbitrary: alone },
  )
  const to = (delivery: Arbitrary<NewCase>) =>
    source.chain((base) =>
      fc.tuple(extrasFor(base.words), delivery).map(([more, { words, files }]): NewCase => ({
        words: [...base.words, ...more, ...words],
        files: { ...base.files, ...files },
      })),
    )
  const all = fc.oneof(
    { weight: 12, arbitrary: to(fc.oneof(...deliveries)) },
    { weight: 4, arbitrary: edit },
    { weight: live ? 1 : 0, arbitrary: to(clusterDelivery) },
  )
  // edges are drawn like anything else: most lines are to be right
  return fc.noBias(all)
}

const typesWithPods = fc.constantFrom(
  ...authoredTypes,
  'clusterip' as const,
  ...Array<'headless'>(3).fill('headless'),
)
const types = fc.constantFrom(...authoredTypes, 'clusterip' as const, 'headless' as const)
// a number would be drawn from its edges
const rarely = fc.constantFrom(true, ...Array<boolean>(6).fill(false))
const nothing = fc.constant<string[]>([])

const fromWorkload: Arbitrary<NewCase> = fc
  .record({
    workloads: fc.oneof(
      { weight: 3, arbitrary: fc.tuple(randomWorkload) },
      { weight: 1, arbitrary: fc.tuple(randomWorkload, randomWorkload) },
    ),
    how: fc.constantFrom(
      'file',
      'file',
      'file',
      'file',
      'name',
      'name',
      'name',
      'name',
      'only-file',
      'filename',
      'wrong',
    ),
    type: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 2, arbitrary: typesWithPods }),
    name: fc.constantFrom([], [], [], ['web'], ['web'], ['web'], ['9web']),
    wild: rarely,
  })
  .chain(({ workloads, how, type, name, wild }) => {
    const [{ called }] = workloads
    const from = {
      file: ['--from', `@/workload.yaml#${called}`],
      name: ['--from', called, '-f', '@/workload.yaml'],
      filename: ['--filename', '@/workload.yaml'],
      'only-file': ['--from', '@/workload.yaml'],
      wrong: ['--from', `@/workload.yaml#${called}x`],
    }[how]
    const ports = fc.oneof(
      { weight: 4, arbitrary: nothing },
      {
        weight: 2,
        arbitrary: fc
          .constantFrom('all', 'all', 'all', 'app', 'metrics', 'http', '8080,53', 'none')
          .map((text) => ['--ports', text]),
      },
      { weight: 2, arbitrary: portWords(type ?? 'clusterip', wild) },
    )
    const flags = fc.oneof(
      { weight: 3, arbitrary: nothing },
      { weight: 2, arbitrary: flagsFor(type ?? 'clusterip', wild) },
    )
    const text = workloads.map(({ manifest }) => `${JSON.stringify(manifest, undefined, 2)}\n`).join('---\n')
    return fc.tuple(ports, flags).map(([given, more]) => ({
      words: [...(type === undefined ? [] : [type]), ...name, ...from, ...given, ...more],
      files: { 'workload.yaml': text },
    }))
  })

/** What is asked at a terminal, and what says too little. */
const alone: Arbitrary<NewCase> = fc
  .constantFrom(
    [],
    ['--wizard'],
    ['-i'],
    ['--help-me-choose'],
    ['--interactive', 'web'],
    ['headless'],
    ['web'],
  )
  .map((words) => ({ words, files: {} }))

/** Presets, mostly such as fit the type that the first word says; companions; comments. */
function extrasFor([first = '']: readonly string[]): Arbitrary<string[]> {
  const type = authoredTypes.find((type) => type === first)
  const wanted = fc.tuple(rarely, types).map(([odd, any]) => (odd || type === undefined ? any : type))
  return fc
    .tuple(
      fc.oneof(
        { weight: 3, arbitrary: nothing },
        { weight: 1, arbitrary: wanted.chain((of) => presetWords(of, 2)) },
      ),
      fc.oneof({ weight: 3, arbitrary: nothing }, { weight: 1, arbitrary: companionWords(2) }),
      fc.constantFrom([], [], [], ['--comments', 'none'], ['--comments', 'min'], ['--comments', 'teach']),
    )
    .map((words) => words.flat())
}

const printing = (...words: string[]) => fc.constant<NewCase>({ words, files: {} })

const kustomization = fc.constantFrom(
  undefined,
  'resources:\n- deploy.yaml\n',
  '# ours\nnamespace: apps # theirs\nresources:\n    - deploy.yaml   # there\n',
  'namespace: apps\r\nresources: []\r\n',
  'resources: all\n',
)

const deployment = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: theirs}\n'

const deliveries: readonly { weight: number; arbitrary: Arbitrary<NewCase> }[] = [
  { weight: 7, arbitrary: printing() },
  { weight: 1, arbitrary: printing('-o', 'yaml') },
  { weight: 1, arbitrary: printing('-o', 'json') },
  { weight: 1, arbitrary: printing('-o', 'name') },
  { weight: 1, arbitrary: printing('-o', 'kustomize') },
  { weight: 2, arbitrary: printing('-o', 'helm') },
  { weight: 1, arbitrary: printing('--dry-run', 'client') },
  { weight: 1, arbitrary: printing('--apply', '--dry-run=client') },
  {
    weight: 6,
    arbitrary: fc.tuple(existingFile, fc.constantFrom([], [], [], ['--diff'])).map(([text, diff]) => ({
      words: ['--into', '@/services.yaml', ...diff],
      files: { 'services.yaml': text },
    })),
  },
  { weight: 1, arbitrary: printing('--into', '@/new.yaml') },
  {
    weight: 2,
    arbitrary: kustomization.map((text) => ({
      words: ['-o', 'kustomize', '--folder', '@/base'],
      files: text === undefined ? {} : { 'base/kustomization.yaml': text, 'base/deploy.yaml': deployment },
    })),
  },
  { weight: 1, arbitrary: printing('--folder', '@/base') },
]

const cluster = ['--kubeconfig', '@/kubeconfig']
const clusterDelivery = fc
  .constantFrom(
    ['--dry-run', 'server'],
    ['--dry-run=server', '-o', 'json'],
    ['--dry-run=server', '-o', 'name', '--request-timeout', '30s', '--timeout', '1m'],
    ['--diff', '--context', 'nowhere'],
    ['--diff', '--cluster', 'nowhere', '--user', 'nowhere', '--as', 'nobody', '--as-uid', '7'],
    ['--diff', '--context', 'nowhere', '--server', 'https://127.0.0.1:1', '--token', 'none'],
    ['--diff', '--context', 'nowhere', '--insecure-skip-tls-verify', '--tls-server-name', 'none'],
    ['--diff', '--context', 'nowhere', '--certificate-authority', '@/gone.crt'],
    ['--diff'],
    ['--apply', '--dry-run=server'],
    ['--apply', '--dry-run=server', '--force-conflicts'],
    ['--apply', '--dry-run=server', '--as', 'nobody', '--as-group', 'nothing'],
    ['--apply', '--dry-run=none', '--as', 'nobody'],
    ['--force-conflicts'],
  )
  .map((words): NewCase => ({ words: [...words, ...cluster], files: {} }))

const edit: Arbitrary<NewCase> = fc
  .record({
    text: existingFile,
    type: types,
    retyped: rarely,
    wild: rarely,
    called: fc.constantFrom(0, 1, ...Array<number>(14).fill(2)),
  })
  .chain(({ text, type, retyped, wild, called }) =>
    fc
      .tuple(
        fc.oneof({ weight: 2, arbitrary: nothing }, { weight: 1, arbitrary: portWords(type, wild) }),
        flagsFor(retyped ? type : 'clusterip', wild),
        fc.oneof({ weight: 12, arbitrary: nothing }, { weight: 1, arbitrary: extrasFor([type]) }),
        fc.constantFrom([], [], [], ['--diff']),
      )
      .map(([ports, flags, more, diff]) => ({
        words: [
          ...(retyped ? [type] : []),
          ...(called === 0 ? [] : [called === 1 ? 'listed' : 'web']),
          '--edit',
          '@/services.yaml',
          ...ports,
          ...flags,
          ...more,
          ...diff,
        ],
        files: { 'services.yaml': text },
      })),
  )
