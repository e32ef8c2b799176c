/** The Kubernetes API over node:https: enough for the bed and its tests, without a client library that they would test with it. */
import { existsSync, readFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import { execFileSync } from 'node:child_process'
import { program } from '../lifecycle/programs.js'

/** @typedef {Record<string, any>} Manifest */
/** @typedef {{status: number, body: any, warnings: string[]}} Answer */
/** @typedef {{method?: string, body?: unknown, contentType?: string, as?: string}} Ask */

/** An API server's refusal, with its Status. */
export class ApiError extends Error {
  /** @param {string} what @param {Answer} answer */
  constructor(what, answer) {
    super(`${what}: ${answer.status} ${answer.body?.message ?? JSON.stringify(answer.body)}`)
    this.status = answer.status
    this.body = answer.body
  }
}

/** @typedef {ReturnType<typeof connect>} Api */

/** @param {string} kubeconfig a file with certificates or a token inside, as `writeKubeconfig` and kind write it */
export function connect(kubeconfig) {
  const { cluster, user } = readKubeconfig(kubeconfig)
  const decode = (/** @type {string | undefined} */ data) => (data ? Buffer.from(data, 'base64') : undefined)
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 8, // as many as the API server profits from
    timeout: 30_000, // of a free connection: the server hangs up after 90 s without a question
    ca: decode(cluster['certificate-authority-data']),
    cert: decode(user['client-certificate-data']),
    key: decode(user['client-key-data']),
    rejectUnauthorized: !cluster['insecure-skip-tls-verify'],
  })
  const base = { server: cluster.server, agent, token: user.token }

  /** Any answer, refusals too. @param {string} path @param {Ask} [ask] */
  const ask = (path, ask = {}) => send(base, path, ask)

  /** The body of a success. @param {string} path @param {Ask} [wanted] */
  const must = async (path, wanted = {}) => {
    const answer = await ask(path, wanted)
    if (answer.status >= 400) throw new ApiError(`${wanted.method ?? 'GET'} ${path}`, answer)
    return answer.body
  }
  return {
    ask,
    get: must,
    post: (/** @type {string} */ path, /** @type {unknown} */ body) => must(path, { method: 'POST', body }),
    patch: (/** @type {string} */ path, /** @type {unknown} */ body) =>
      must(path, { method: 'PATCH', body, contentType: 'application/merge-patch+json' }),
    delete: (/** @type {string} */ path, /** @type {unknown} */ body) =>
      must(path, { method: 'DELETE', body }),
    /** true or, so that `until` asks again, undefined. @param {string} path */
    succeeds: (path) =>
      ask(path).then(
        ({ status }) => status < 400 || undefined,
        () => undefined,
      ),
    close: () => agent.destroy(),
  }
}

/** @param {string} file */
function readKubeconfig(file) {
  const text = readFileSync(file, 'utf8')
  const config = JSON.parse(text.startsWith('{') ? text : asJson(file))
  return { cluster: config.clusters[0].cluster, user: config.users[0].user }
}

/** Kubeconfigs of other clusters are YAML; kubectl reads them, merges files in and picks the context. @param {string} file */
function asJson(file) {
  const kubectl = existsSync(program('kubectl')) ? program('kubectl') : 'kubectl'
  const argv = ['config', 'view', '--raw', '--flatten', '--minify', '-o', 'json']
  return execFileSync(kubectl, argv, { env: { ...process.env, KUBECONFIG: file }, encoding: 'utf8' })
}

/** @param {{server: string, agent: Agent, token?: string}} base @param {string} path @param {Ask} ask @returns {Promise<Answer>} */
function send(
  { server, agent, token },
  path,
  { method = 'GET', body, contentType = 'application/json', as },
) {
  const payload = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
  const headers = {
    accept: 'application/json',
    ...(payload === undefined
      ? {}
      : { 'content-type': contentType, 'content-length': Buffer.byteLength(payload) }),
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(as ? { 'impersonate-user': as } : {}),
  }
  return new Promise((done, fail) => {
    const outgoing = request(
      new URL(path, server),
      { method, agent, headers, timeout: 30_000 },
      (response) => {
        /** @type {Buffer[]} */
        const chunks = []
        response.on('data', (chunk) => chunks.push(chunk))
        response.on('error', fail)
        response.on('end', () =>
          done({
            status: response.statusCode ?? 0,
            body: parse(Buffer.concat(chunks), response.headers['content-type']),
            warnings: warningsOf(response.rawHeaders),
          }),
        )
      },
    )
    outgoing.on('error', fail)
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer to ${method} ${path} within 30 s`)))
    outgoing.end(payload)
  })
}

/** @param {Buffer} bytes @param {string} [type] */
function parse(bytes, type) {
  const text = bytes.toString('utf8')
  return type?.startsWith('application/json') ? JSON.parse(text) : text
}

/** The texts of `Warning: 299 - "..."`, of which there may be several. @param {string[]} raw names and values in turn */
function warningsOf(raw) {
  const values = raw.filter((_, index) => index % 2 === 1 && raw[index - 1]?.toLowerCase() === 'warning')
  return values.map((value) => value.slice(7, -1).replaceAll(/\\(.)/g, '$1'))
}
