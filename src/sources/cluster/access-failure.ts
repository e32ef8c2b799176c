import { SvcError } from '../../errors.ts'
import { valueAt } from '../../world/place.ts'
import type { ClusterContext } from './context.ts'
import { contextFlag, textOf } from './failure.ts'
import { oneLine, withoutSecrets } from '../../text/credentials.ts'
import { isFields } from './kubeconfig.ts'

/** The error for a plugin that waits for a person, or for a server. */
export function tooSlowToLogIn(context: ClusterContext, milliseconds: number): SvcError {
  return new SvcError(
    'cluster-unreachable',
    `${whoLogsIn(context)} gave no credentials within ${milliseconds / 1000} s`,
    {
      hint: `log in first, as with \`kubectl version ${contextFlag(context.name)}\`, or allow more time with --request-timeout`,
    },
  )
}

/** The error for whatever the client threw while it read certificates, ran a plugin or asked an issuer for a token. */
export function refusedAccess(context: ClusterContext, error: unknown): SvcError {
  if (error instanceof SvcError) return error
  const { file } = context
  const code = textOf(error, 'code')
  const path = textOf(error, 'path')
  if (valueAt(error, ['spawnargs']) !== undefined) return noPlugin(context, code)
  if (path !== '') {
    const because = code === 'ENOENT' ? 'there is no such file' : code
    return new SvcError('config', `cannot read ${path}, which the kubeconfig names: ${because}`, { file })
  }
  if (/^ERR_(OSSL|SSL|CRYPTO|TLS)/.test(code)) {
    const message = `the certificates or the key of context "${oneLine(context.name)}" cannot be used`
    return new SvcError('config', message, {
      file,
      hint: 'check the certificate fields of its cluster and user, and that the key fits',
    })
  }
  return new SvcError(
    'cluster-unreachable',
    `${whoLogsIn(context)} gave no credentials: ${reasonOf(error)}`,
    {
      file,
      hint: `log in again; \`kubectl version ${contextFlag(context.name)}\` asks the same way`,
    },
  )
}

function noPlugin(context: ClusterContext, code: string): SvcError {
  const because = code === 'ENOENT' ? 'there is no such command' : code
  const advice = valueAt(context.user, ['exec', 'installHint'])
  return new SvcError('config', `${whoLogsIn(context)} cannot be started: ${because}`, {
    file: context.file,
    hint: typeof advice === 'string' ? oneLine(advice) : 'install it, or correct `exec.command` of the user',
  })
}

/** What a JSON parser or a type error says would quote the answer of the plugin, which holds the token. */
function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError || error instanceof TypeError) return 'its answer cannot be understood'
  const lines = textOf(error, 'message')
    .split('\n')
    .filter((line) => line.trim() !== '')
  return withoutSecrets(lines.at(-1) ?? '') || 'it failed without a message'
}

function whoLogsIn({ name, user }: ClusterContext): string {
  const { exec, 'auth-provider': provider } = user
  if (isFields(exec))
    return `the credential plugin "${oneLine(String(exec['command']))}" of context "${oneLine(name)}"`
  if (isFields(provider))
    return `the auth provider "${oneLine(String(provider['name']))}" of context "${oneLine(name)}"`
  return `the user of context "${oneLine(name)}"`
}
