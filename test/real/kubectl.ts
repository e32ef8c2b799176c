import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { program } from '../bed/lifecycle/programs.js'
import type { BedWorld } from '../bed/world.js'
import type { Json, Manifest } from './generate-service.ts'
import { RecordingProxy, type Exchange } from './recording-proxy.ts'

/** What came of one object: what kubectl says, and the last thing that it asked of the server. */
export interface Heard {
  readonly isDone: boolean
  readonly exchange?: Exchange | undefined
  /** The end of what kubectl said of all objects, unless this one went well. */
  readonly text: string
}

type Named = readonly (readonly [name: string, manifest: Json])[]

/** kubectl with its requests written down. Files lie in the folder that is handed over. */
export class Kubectl {
  readonly #world: BedWorld
  readonly #folder: string
  readonly #proxy: RecordingProxy
  readonly #program = process.env['SVC_BED_KUBECONFIG'] === undefined ? program('kubectl') : 'kubectl'

  constructor(world: BedWorld, folder: string) {
    this.#world = world
    this.#folder = folder
    this.#proxy = new RecordingProxy(world.kubeconfig)
  }

  start(): Promise<void> {
    return this.#proxy.listen(join(this.#folder, 'kubeconfig'))
  }

  stop(): Promise<void> {
    return this.#proxy.close()
  }

  /** Sends objects that have names of their own, each in its file: one that cannot be read hinders no other. */
  async send(objects: Named, args: readonly string[]): Promise<ReadonlyMap<string, Heard>> {
    const folder = mkdtempSync(join(this.#folder, 'files-'))
    for (const [name, manifest] of objects)
      writeFileSync(join(folder, `${name}.json`), JSON.stringify(manifest))
    return this.#hear(objects, [...args, '-f', folder])
  }

  /** Sends them one after the other. */
  async sendInOrder(objects: Named, args: readonly string[]): Promise<ReadonlyMap<string, Heard>> {
    const file = join(mkdtempSync(join(this.#folder, 'file-')), 'all.yaml')
    writeFileSync(file, objects.map(([, manifest]) => JSON.stringify(manifest)).join('\n---\n'))
    return this.#hear(objects, [...args, '-f', file])
  }

  /** Deletes the Services of a namespace: their finalizers would keep them for ever. */
  async removeServices(namespace: string): Promise<void> {
    const path = `/api/v1/namespaces/${namespace}/services`
    const { items } = (await this.#world.api.get(path)) as { items: { metadata: { name: string } }[] }
    for (const { metadata } of items) {
      await this.#world.api.patch(`${path}/${metadata.name}`, { metadata: { finalizers: null } })
      await this.#world.api.ask(`${path}/${metadata.name}`, { method: 'DELETE' })
    }
  }

  async #hear(objects: Named, args: readonly string[]): Promise<ReadonlyMap<string, Heard>> {
    const flags = ['-o', 'name', '--kubeconfig', join(this.#folder, 'kubeconfig')]
    const { stdout, stderr } = await this.#run([
      ...args,
      ...flags,
      '--cache-dir',
      join(this.#folder, 'cache'),
    ])
    const done = new Set(stdout.split('\n').map((line) => line.replace(/^\S+\//, '')))
    const exchanges = new Map(this.#proxy.take().map((exchange) => [nameIn(exchange), exchange]))
    return new Map(
      objects.map(([name]) => {
        const isDone = done.has(name)
        return [name, { isDone, exchange: exchanges.get(name), text: isDone ? '' : stderr.slice(-2000) }]
      }),
    )
  }

  #run(args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
    return new Promise((done, fail) => {
      const child = spawn(this.#program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
      const texts = { stdout: '', stderr: '' }
      child.stdout.setEncoding('utf8').on('data', (part: string) => (texts.stdout += part))
      child.stderr.setEncoding('utf8').on('data', (part: string) => (texts.stderr += part))
      child.once('error', fail).once('close', () => done(texts))
    })
  }
}

/** A new object is sent to its list. */
function nameIn({ method, path, sent }: Exchange): string {
  if (method !== 'POST') return path.split('/').at(-1) ?? ''
  return (JSON.parse(sent) as { metadata: { name: string } }).metadata.name
}

/** Type and field of each error that the server told kubectl. */
export function causesOf({ exchange }: Heard): { readonly type: string; readonly field: string }[] {
  const { details } = (exchange?.answer ?? {}) as {
    details?: { causes?: { reason?: string; field?: string }[] }
  }
  return (details?.causes ?? []).map(({ reason = '', field = '' }) => ({
    type: reason.replace('FieldValue', ''),
    field,
  }))
}

/** The object that the server answered with. */
export function objectOf({ isDone, exchange }: Heard): Manifest | undefined {
  return isDone ? (exchange?.answer as Manifest | undefined) : undefined
}
