import { Flags, type Interfaces } from '@oclif/core'
import { parsePort, portGrammar, type Protocol } from '../../author/port-spec.ts'
import { applyPortFlags, type PortWishes } from '../../author/apply-port-flags.ts'
import type { ServicePort } from '../../world/types/manifest.ts'
import { choose } from './choose.ts'

const group = { helpGroup: 'PORTS' } as const
const several = { multiple: true, multipleNonGreedy: true } as const

/** How ports are written: in one word with `--port`, or spread over kubectl's flags. */
export const portFlags = {
  port: Flags.string({
    char: 'p',
    ...several,
    helpValue: 'PORT',
    description: portGrammar,
  }),
  tcp: Flags.string({
    ...group,
    ...several,
    helpValue: 'PORT[:TARGET]',
    description: 'TCP port, as for kubectl create service',
  }),
  udp: Flags.string({ ...group, ...several, helpValue: 'PORT[:TARGET]', description: 'UDP port' }),
  sctp: Flags.string({ ...group, ...several, helpValue: 'PORT[:TARGET]', description: 'SCTP port' }),
  protocol: Flags.string({
    ...group,
    helpValue: 'PROTO',
    description: 'default protocol: tcp, udp or sctp',
  }),
  'target-port': Flags.string({
    ...group,
    aliases: ['container-port'],
    helpValue: '[NAME=]PORT',
    description: 'port number or name on the pods',
  }),
  'node-port': Flags.string({
    ...group,
    ...several,
    helpValue: '[NAME=]PORT',
    description: 'port on every node',
  }),
  'app-protocol': Flags.string({
    ...group,
    ...several,
    helpValue: '[NAME=]PROTO',
    description: 'application protocol, as in http or kubernetes.io/h2c',
  }),
  'port-name': Flags.string({ ...group, helpValue: 'NAME', description: 'port name, for a single port' }),
}

/**
 * The ports that the flags ask for, in their order; `inferred` are those of a workload, which the other flags may be
 * about. Throws SvcError `usage`.
 */
export function readPorts(
  flags: Interfaces.InferredFlags<typeof portFlags>,
  inferred: readonly ServicePort[] = [],
): ServicePort[] {
  const fallback = flags.protocol === undefined ? undefined : readProtocol(flags.protocol)
  const ports = [
    ...inferred,
    ...each(flags.port, (spec) => parsePort(spec, { fallback })),
    ...each(flags.tcp, (spec) => parsePort(spec, { flag: '--tcp', only: 'TCP' })),
    ...each(flags.udp, (spec) => parsePort(spec, { flag: '--udp', only: 'UDP' })),
    ...each(flags.sctp, (spec) => parsePort(spec, { flag: '--sctp', only: 'SCTP' })),
  ]
  return applyPortFlags(ports, wishesOf(flags))
}

function wishesOf(flags: Interfaces.InferredFlags<typeof portFlags>): PortWishes {
  return {
    name: flags['port-name'],
    targets: flags['target-port'] === undefined ? [] : [flags['target-port']],
    nodePorts: flags['node-port'] ?? [],
    appProtocols: flags['app-protocol'] ?? [],
  }
}

function readProtocol(text: string): Protocol {
  return choose('--protocol', text, { tcp: 'TCP', udp: 'UDP', sctp: 'SCTP' })
}

/** Comma lists, as kubectl takes them. */
function each(words: readonly string[] | undefined, read: (spec: string) => ServicePort): ServicePort[] {
  return (words ?? []).flatMap((word) => word.split(',').map(read))
}
