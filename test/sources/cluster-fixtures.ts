import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SvcError } from '../../src/errors.ts'
import {
  readCluster,
  type ClusterReadOptions,
  type ClusterResult,
} from '../../src/sources/cluster/cluster.ts'
export { kubeconfig } from './kubeconfig-of.ts'
import { kubeconfig } from './kubeconfig-of.ts'
import { startListApi, type ListApi, type ListApiOptions } from './kubernetes-list-api.ts'

/** A folder for the files of a test file; `cleanUp` takes it away, and `write` brings it back for the next one. */
export const folder = mkdtempSync(join(tmpdir(), 'svc-cluster-'))
const started: ListApi[] = []
let written = 0

export async function start(options: ListApiOptions): Promise<ListApi> {
  const server = await startListApi(options)
  started.push(server)
  return server
}

export async function stopServers(): Promise<void> {
  await Promise.all(started.splice(0).map((server) => server.close()))
}

export function cleanUp(): void {
  rmSync(folder, { recursive: true, force: true })
}

/** Writes a new file and returns its path; what is not text is written as JSON, which is YAML too. */
export function write(content: unknown): string {
  const file = join(folder, `file-${written++}`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

/** Reads the pods of the default namespace, unless told otherwise. */
export function read(content: unknown, more: Partial<ClusterReadOptions> = {}): Promise<ClusterResult> {
  return readCluster({
    kubeconfig: write(content),
    allNamespaces: false,
    requestTimeoutMs: 5000,
    retryPauseMs: 1,
    kinds: ['Pod'],
    ...more,
  })
}

export function readFrom(server: ListApi, more: Partial<ClusterReadOptions> = {}): Promise<ClusterResult> {
  return read(kubeconfig(server.url), more)
}

/** The error as the command line would print it, in one line. */
export async function failureOf(reading: Promise<unknown>): Promise<{ error: SvcError; text: string }> {
  const error: unknown = await reading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof SvcError)) throw new Error(`not an SvcError: ${String(error)}`, { cause: error })
  return { error, text: `${error.code}: ${error.message}; ${error.details.hint ?? ''}` }
}

export function pod(name: string, namespace = 'default', more = {}) {
  return { metadata: { name, namespace, ...more }, spec: { containers: [{ name: 'main' }] } }
}

export function pods(count: number): unknown[] {
  return Array.from({ length: count }, (_, index) => pod(`pod-${index}`))
}
