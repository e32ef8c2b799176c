import type { Mention } from './mentions.ts'

const defaultPorts: Readonly<Record<string, number>> = { http: 80, https: 443, ws: 80, wss: 443 }

/** The text of a mention with another port, written as people write it: none where the scheme implies it. */
export function portEdit({ text, scheme }: Mention, port: number): string {
  const bare = text.replace(/:\d{1,5}$/, '')
  return scheme !== undefined && defaultPorts[scheme] === port ? bare : `${bare}:${port}`
}
