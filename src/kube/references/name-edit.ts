import type { ServiceName } from '../dns/service-name.ts'
import type { Mention } from './mentions.ts'

/** The text of a mention with another Service's name in its host; scheme, user, namespace and port stay as they are. */
export function nameEdit(
  { text, host, port }: Mention,
  { name, endpoint }: ServiceName,
  right: string,
): string {
  const end = text.endsWith(`:${port}`) ? text.length - `:${port}`.length : text.length
  const labels = host.split('.')
  // the endpoint and, in front of it, a port for SRV come before the name
  const index =
    endpoint === undefined ? 0 : labels.findIndex((label, at) => at > 0 && label.toLowerCase() === name)
  return text.slice(0, end - host.length) + labels.toSpliced(index, 1, right).join('.') + text.slice(end)
}
