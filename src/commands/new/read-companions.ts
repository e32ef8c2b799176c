import type { CompanionWishes } from '../../author/companions/index.ts'
import type { PoolWish } from '../../author/companions/inference-pool.ts'
import type { IngressWish } from '../../author/companions/ingress.ts'
import type { RouteWish } from '../../author/companions/route.ts'
import type { Choice } from '../../author/choose-presets.ts'
import type { Service } from '../../world/types/manifest.ts'
import { readNumber } from '../../author/port-spec.ts'
import { SvcError } from '../../errors.ts'
import { whyNotDnsLabel, whyNotSubdomain } from '../../kube/apiserver/names.ts'
import { defined } from '../../world/defined.ts'
import { choose } from './choose.ts'
import type { NewFlags } from './flags.ts'
import { readWords, type FlagWords } from './words.ts'

/**
 * What is wanted besides the Service. In: the flags, and the presets, which know where metrics are and whether answers
 * take long. Throws SvcError `usage`.
 */
export function readCompanions(flags: NewFlags, choices: readonly Choice[]): CompanionWishes {
  const servers = choices.flatMap(({ preset }) => preset.server ?? [])
  const streams = servers.some((server) => server.streams === true)
  const metrics = servers.find((server) => server.metrics !== undefined)?.metrics
  const grantTo = flags['reference-grant']?.flatMap((text) => text.split(','))
  for (const namespace of grantTo ?? []) refuse('--reference-grant', namespace, whyNotDnsLabel(namespace))
  return defined({
    route: flags.route === undefined ? undefined : readRoute('--route', flags.route, streams),
    grpcRoute:
      flags['grpc-route'] === undefined ? undefined : readRoute('--grpc-route', flags['grpc-route'], false),
    pool: flags['inference-pool'] === undefined ? undefined : readPool(flags['inference-pool']),
    ingress: flags.ingress === undefined ? undefined : readIngress(flags.ingress),
    grantTo,
    networkPolicy: flags['network-policy'] ? true : undefined,
    metrics: flags['service-monitor'] ? { port: metrics?.port, path: metrics?.path } : undefined,
  })
}

/** What the Service alone does not need, and its companions do. */
export function companionNotes(
  { metadata }: Service,
  { route, grpcRoute, grantTo, networkPolicy }: CompanionWishes,
) {
  const { namespace } = metadata ?? {}
  const strangers = [route?.namespace, grpcRoute?.namespace].filter(
    (from) => from !== undefined && from !== namespace && grantTo?.includes(from) !== true,
  )
  return [
    ...new Set(strangers.map((from) => `a route in ${from} needs a grant: add --reference-grant ${from}`)),
    ...(networkPolicy === true
      ? ['the NetworkPolicy closes all other ports of these pods, also those that they choose at run time']
      : []),
  ]
}

function readRoute(flag: string, text: string, streams: boolean): RouteWish {
  const http = flag === '--route'
  const known = ['host', 'gateway', 'section', 'namespace', 'port', ...(http ? ['path', 'timeout'] : [])]
  const words = readWords(flag, text, { known, several: ['host'] })
  const [gateway, gatewayNamespace] = (words.one('gateway') ?? '').split('/').toReversed()
  if (!gateway)
    throw new SvcError('usage', `${flag} hangs in the air without a Gateway`, {
      hint: `write ${flag} host=H,gateway=NAME, or gateway=NAMESPACE/NAME`,
    })
  refuse(`${flag} gateway`, gateway, whyNotSubdomain(gateway))
  for (const namespace of [gatewayNamespace, words.one('namespace')])
    if (namespace !== undefined) refuse(`${flag} namespace`, namespace, whyNotDnsLabel(namespace))
  const section = words.one('section')
  if (section !== undefined) refuse(`${flag} section`, section, whyNotSubdomain(section))
  return {
    hosts: readHosts(flag, words),
    gateway: { name: gateway, ...defined({ namespace: gatewayNamespace, section }) },
    ...defined({
      path: readPath(flag, words),
      timeout: readTimeout(flag, words) ?? (streams ? '0s' : undefined),
      namespace: words.one('namespace'),
      port: words.one('port'),
    }),
  }
}

function readPool(text: string): PoolWish {
  const flag = '--inference-pool'
  const words = readWords(flag, text, { known: ['picker', 'picker-port', 'failure', 'port'], several: [] })
  const picker = words.one('picker')
  if (picker === undefined)
    throw new SvcError('usage', `${flag} needs the Service that picks endpoints`, {
      hint: `write ${flag} picker=NAME`,
    })
  refuse(`${flag} picker`, picker, whyNotDnsLabel(picker))
  const failure = words.one('failure')
  return {
    picker,
    // where the extension's own picker listens
    pickerPort: readNumber(`${flag} picker-port cannot be`, words.one('picker-port') ?? '9002'),
    ...defined({
      failureMode: failure === undefined ? undefined : choose(`${flag} failure`, failure, failures),
      port: words.one('port'),
    }),
  }
}

const failures = { open: 'FailOpen', close: 'FailClose' } as const

function readIngress(text: string): IngressWish {
  const flag = '--ingress'
  const words = readWords(flag, text, { known: ['host', 'path', 'class', 'tls', 'port'], several: ['host'] })
  const [className, tls] = [words.one('class'), words.one('tls')]
  if (className !== undefined) refuse(`${flag} class`, className, whyNotSubdomain(className))
  if (tls !== undefined) refuse(`${flag} tls`, tls, whyNotSubdomain(tls))
  return {
    hosts: readHosts(flag, words),
    ...defined({ path: readPath(flag, words), className, tls, port: words.one('port') }),
  }
}

function readHosts(flag: string, words: FlagWords): readonly string[] {
  const hosts = words.all('host')
  for (const host of hosts) refuse(`${flag} host`, host, whyNotSubdomain(host.replace(/^\*\./, '')))
  return hosts
}

function readPath(flag: string, words: FlagWords): string | undefined {
  const path = words.one('path')
  const right = path === undefined || /^(\/[\w.~!$&'()*+;=:@%-]+)*\/?$/.test(path)
  if (path !== undefined)
    refuse(`${flag} path`, path, right && path !== '' ? undefined : 'be a path such as /v1')
  return path
}

/** Gateway API's durations: https://gateway-api.sigs.k8s.io/geps/gep-2257/ */
function readTimeout(flag: string, words: FlagWords): string | undefined {
  const timeout = words.one('timeout')
  const right = timeout === undefined || /^(\d{1,5}(h|m|s|ms)){1,4}$/.test(timeout)
  if (timeout !== undefined)
    refuse(`${flag} timeout`, timeout, right ? undefined : 'be a time such as 30s or 1h30m; 0s for none')
  return timeout
}

function refuse(what: string, text: string, why: string | undefined): void {
  if (why !== undefined)
    throw new SvcError('usage', `${what} cannot be "${text}"`, { hint: `it must ${why}` })
}
