import { readFileSync } from 'node:fs'
import type { OutgoingHttpHeaders } from 'node:http'
import type { RequestOptions } from 'node:https'
import { SvcError } from '../../errors.ts'
import { defined } from '../../world/defined.ts'
import type { ClusterContext } from './context.ts'
import { oneLine } from '../../text/credentials.ts'
import { isFields, type Fields } from './kubeconfig.ts'

/**
 * The user's entry as the client needs it: with the parts of the kubeconfig format that the client passes over.
 * Plain HTTP gets no credentials, as in kubectl: anyone on the way could read them.
 */
export function credentialsOf({ server, user, file }: ClusterContext): Fields {
  if (server.protocol === 'http:') return {}
  const { tokenFile, token, exec, 'auth-provider': provider } = user
  if (isFields(provider) && provider['name'] !== 'oidc') throw noProvider(provider['name'], file)
  if (typeof tokenFile === 'string' && !token) return { ...user, token: readToken(tokenFile, file) }
  return isFields(exec) ? { ...user, exec: pluginOf(exec) } : user
}

/** kubectl knows no other since 1.26; the client would go on without credentials. */
function noProvider(name: unknown, file: string): SvcError {
  return new SvcError(
    'config',
    `the auth provider "${oneLine(String(name))}" of the user does not exist any more`,
    {
      file,
      hint: 'kubectl has none but oidc since 1.26: use the exec plugin of the provider, such as gke-gcloud-auth-plugin or kubelogin',
    },
  )
}

/**
 * What the kubeconfig itself says to a request, as the client reads it: certificates, as files or embedded, a token, or
 * user and password. Throws what reading a file throws.
 */
export function requestOf({ cluster }: ClusterContext, user: Fields): RequestOptions {
  const { token, username, password } = user
  const servername = textIn(cluster, 'tls-server-name')
  return {
    headers: token ? { Authorization: `Bearer ${String(token)}` } : {},
    ...(username ? { auth: `${String(username)}:${String(password ?? '')}` } : {}),
    ...(cluster['insecure-skip-tls-verify'] === true && { rejectUnauthorized: false }),
    ...(servername !== undefined && { servername }),
    ...defined({
      ca: contentOf(cluster, 'certificate-authority'),
      cert: contentOf(user, 'client-certificate'),
      key: contentOf(user, 'client-key'),
    }),
  }
}

/** Of a file that is named, or embedded as `…-data`. */
function contentOf(fields: Fields, name: string): Buffer | undefined {
  const file = textIn(fields, name)
  if (file !== undefined) return readFileSync(file)
  const data = textIn(fields, `${name}-data`)
  return data === undefined ? undefined : Buffer.from(data, 'base64')
}

/** Who to act as: the flags win over the kubeconfig. The client knows only `as`, and one group. */
export function impersonationOf(
  user: Fields,
  flags: { as?: string; asGroups?: readonly string[]; asUid?: string },
): OutgoingHttpHeaders {
  const name = flags.as || textIn(user, 'as')
  const groups = flags.asGroups?.length ? flags.asGroups : textsIn(user['as-groups'])
  const uid = flags.asUid || textIn(user, 'as-uid')
  if (name === undefined) {
    if (groups.length === 0 && uid === undefined) return {}
    throw new SvcError('usage', 'a group or a UID to impersonate needs a user', { hint: 'add --as' })
  }
  const headers: OutgoingHttpHeaders = { 'Impersonate-User': headerValue(name) }
  if (groups.length > 0) headers['Impersonate-Group'] = groups.map(headerValue)
  if (uid !== undefined) headers['Impersonate-Uid'] = headerValue(uid)
  const extra = user['as-user-extra']
  for (const [key, values] of Object.entries(isFields(extra) ? extra : {})) {
    headers[`Impersonate-Extra-${encodeURIComponent(key)}`] = textsIn(values).map(headerValue)
  }
  return headers
}

/** A plugin learns from KUBERNETES_EXEC_INFO which version to answer in, and that there is no terminal. */
function pluginOf(exec: Fields): Fields {
  const { apiVersion, env } = exec
  const info = JSON.stringify({ apiVersion, kind: 'ExecCredential', spec: { interactive: false } })
  const given = Array.isArray(env) ? env.filter(isFields) : []
  return { ...exec, env: [...given, { name: 'KUBERNETES_EXEC_INFO', value: info }] }
}

function readToken(tokenFile: string, file: string): string {
  try {
    return readFileSync(tokenFile, 'utf8').trim()
  } catch {
    throw new SvcError('config', `cannot read the token in ${tokenFile}`, {
      file,
      hint: 'correct `tokenFile` of the user',
    })
  }
}

function textIn(fields: Fields, name: string): string | undefined {
  const value = fields[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

/** Node sends headers as Latin-1; the API server reads them as UTF-8. */
function headerValue(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these would end the header
  if (/[\u0000-\u001f\u007f]/.test(text)) {
    throw new SvcError('usage', 'a user or group to impersonate holds a control character', {
      hint: 'see --as, --as-group and --as-uid',
    })
  }
  return Buffer.from(text, 'utf8').toString('latin1')
}
