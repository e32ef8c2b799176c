import { kinds } from '../../src/world/kinds.ts'
import { kubeconfig, start, write } from '../sources/cluster-fixtures.ts'

/** A command line that writes a file. */
export interface Writer {
  readonly argv: (file: string) => readonly string[]
  /** The file before; absent where there is none. */
  readonly old?: string
  /** Read in the same folder. */
  readonly input?: boolean
  /** It is made of what it was: what others write meanwhile counts. */
  readonly edits?: boolean
  /** What `-` is in the place of the file: standard output, or an error of usage. */
  readonly dash: 'stdout' | 'usage'
  readonly needsCluster?: boolean
  /** Written by the same code as one of the others: its faults are tried with FULL=1 alone. */
  readonly isAlike?: boolean
}

const service = (name: string, app: string) => `apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec:
  selector: {app: ${app}} # kept
  ports: [{port: 80, targetPort: 8080}]
`
const pod = `---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: web, image: web, ports: [{containerPort: 8080}]}]}
`
/** A Service whose selector has a slip that \`--fix\` takes away. */
export const manifest = service('web', 'wbe') + pod
const other = 'anything else\n'

/** The name of the manifests that are read next to the file that is written. */
export const inputName = 'shop.yaml'
const lintTo = (format: string, isAlike = true): Writer => ({
  isAlike,
  argv: (file) => ['lint', inputName, '-o', `${format}=${file}`],
  old: other,
  input: true,
  dash: 'stdout',
})
const reportTo = (format: string): Writer => ({
  isAlike: true,
  argv: (file) => ['report', inputName, '-o', `${format}=${file}`],
  old: other,
  input: true,
  dash: 'stdout',
})

export const writers: Readonly<Record<string, Writer>> = {
  'lint -o json=': lintTo('json'),
  'lint -o sarif=': lintTo('sarif', false),
  'lint -o text=': lintTo('text'),
  'lint --write-baseline': {
    isAlike: true,
    argv: (file) => ['lint', inputName, '--write-baseline', file],
    old: other,
    input: true,
    dash: 'stdout',
  },
  'report -o openreports=': reportTo('openreports'),
  'report -o prometheus=': reportTo('prometheus'),
  'lint --fix': { argv: (file) => ['lint', '--fix', file], old: manifest, edits: true, dash: 'usage' },
  'new --into': {
    argv: (file) => ['new', 'clusterip', 'api', '--port', '80', '--into', file],
    old: manifest,
    edits: true,
    dash: 'usage',
  },
  'new --edit': {
    isAlike: true,
    argv: (file) => ['new', 'clusterip', 'web', '--port', '81', '--edit', file],
    old: manifest,
    edits: true,
    dash: 'usage',
  },
  'config --init': { argv: (file) => ['config', '--init', '--config', file], dash: 'stdout' },
  'snapshot -w': {
    argv: (file) => ['snapshot', '-w', file],
    old: other,
    dash: 'stdout',
    needsCluster: true,
    isAlike: true,
  },
}

/** What a command needs to reach a cluster with one Service. */
export async function clusterFlags(): Promise<readonly string[]> {
  const web = {
    metadata: { name: 'web', namespace: 'default', uid: 'u' },
    spec: { clusterIP: '10.96.0.9', ports: [{ port: 80 }] },
  }
  const none = Object.values(kinds).map(({ resource }): [string, unknown[]] => [resource, []])
  const { url } = await start({ objects: { ...Object.fromEntries(none), services: [web] } })
  return ['--kubeconfig', write(kubeconfig(url)), '--request-timeout', '2s']
}
