import { SvcError } from '../errors.ts'
import type { ServicePort } from '../world/types/manifest.ts'
import { readNumber, readTarget } from './port-spec.ts'

/** What flags of their own say of ports that are given elsewhere: `8080`, or `http=8080` where there are several. */
export interface PortWishes {
  readonly name?: string | undefined
  readonly targets: readonly string[]
  readonly nodePorts: readonly string[]
  readonly appProtocols: readonly string[]
}

/** Writes the wishes into the ports that they mean. Throws SvcError `usage` when that is none, or any of several. */
export function applyPortFlags(ports: readonly ServicePort[], wishes: PortWishes): ServicePort[] {
  const { name, targets, nodePorts, appProtocols } = wishes
  let aimed = [...ports]
  if (name !== undefined) aimed = aim(aimed, { flag: '--port-name', wish: name }, (text) => ({ name: text }))
  for (const wish of targets)
    aimed = aim(aimed, { flag: '--target-port', wish }, (text) => ({
      targetPort: readTarget('--target-port cannot be', text),
    }))
  for (const wish of nodePorts)
    aimed = aim(aimed, { flag: '--node-port', wish }, (text) => ({
      nodePort: readNumber('--node-port cannot be', text),
    }))
  for (const wish of appProtocols)
    aimed = aim(aimed, { flag: '--app-protocol', wish }, (text) => ({ appProtocol: text }))
  return aimed
}

function aim(
  ports: readonly ServicePort[],
  { flag, wish }: { flag: string; wish: string },
  change: (text: string) => Partial<ServicePort>,
): ServicePort[] {
  const [, key, text] = /^(?:([^=]*)=)?(.*)$/.exec(wish) ?? []
  const meant = ports.filter(({ name, port }) => key === undefined || name === key || String(port) === key)
  if (meant.length !== 1) throw wrong(ports, { flag, wish, key })
  return ports.map((port) => (port === meant[0] ? { ...port, ...change(text ?? '') } : port))
}

function wrong(
  ports: readonly ServicePort[],
  { flag, wish, key }: { flag: string; wish: string; key: string | undefined },
) {
  if (ports.length === 0)
    return new SvcError('usage', `${flag} ${wish} needs a port, and there is none`, {
      hint: `add --port 80 to ${flag}`,
    })
  const keys = ports.map(({ name, port }) => name ?? String(port))
  const message =
    key === undefined
      ? `${flag} ${wish} could be about any of ${ports.length} ports`
      : `${flag} ${wish} is about no port, or several`
  return new SvcError('usage', message, {
    hint: `write ${flag} ${keys[0]}=… for one of ${keys.join(', ')}, or say it in --port`,
  })
}
