import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'

interface Kubeconfig {
  readonly clusters: readonly {
    readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string }
  }[]
  readonly users: readonly {
    readonly user: { readonly 'client-certificate-data': string; readonly 'client-key-data': string }
  }[]
}

/** Where a kubeconfig of the bed leads, and as whom; without its certificate whoever asks has to say it with a token. */
export function connectionOf(
  kubeconfig: string,
  { anonymous = false } = {},
): { readonly server: string; readonly agent: Agent } {
  const { clusters, users } = JSON.parse(readFileSync(kubeconfig, 'utf8')) as Kubeconfig
  const cluster = clusters[0]?.cluster
  const user = users[0]?.user
  const decoded = (text = '') => Buffer.from(text, 'base64')
  const agent = new Agent({
    keepAlive: true,
    ca: decoded(cluster?.['certificate-authority-data']),
    ...(anonymous
      ? {}
      : {
          cert: decoded(user?.['client-certificate-data']),
          key: decoded(user?.['client-key-data']),
        }),
  })
  return { server: cluster?.server ?? '', agent }
}

/** What the API server answers to a body. */
export interface Answer {
  readonly status: number
  readonly warnings: readonly string[]
  readonly message?: string
  readonly causes: readonly { readonly reason: string; readonly field: string }[]
}

/** Sends texts to an API server as they are: a dry run under strict field validation. */
export class RawApi {
  readonly #server: string
  readonly #agent: Agent

  constructor(kubeconfig: string) {
    const { server, agent } = connectionOf(kubeconfig)
    this.#server = server
    this.#agent = agent
  }

  create(text: string, path: string): Promise<Answer> {
    const url = new URL(`${path}?dryRun=All&fieldValidation=Strict`, this.#server)
    const headers = { 'content-type': 'application/yaml', 'content-length': Buffer.byteLength(text) }
    return new Promise((done, fail) => {
      const sent = request(url, { method: 'POST', agent: this.#agent, headers }, (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
        response.on('end', () => {
          const { message, details } = JSON.parse(body) as {
            message?: string
            details?: { causes?: Answer['causes'] }
          }
          done({
            status: response.statusCode ?? 0,
            warnings: warningsOf(response),
            causes: details?.causes ?? [],
            ...(message === undefined ? {} : { message }),
          })
        })
      })
      sent.on('error', fail).end(text)
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}

/** The warnings in the order of their headers. */
export function warningsOf({ rawHeaders }: IncomingMessage): string[] {
  return rawHeaders.filter((_, index, all) => all[index - 1]?.toLowerCase() === 'warning').map(unescaped)
}

/** `299 - "text"` */
function unescaped(header: string): string {
  return Buffer.from(header.slice(7, -1), 'latin1').toString('utf8').replaceAll('\\"', '"')
}
