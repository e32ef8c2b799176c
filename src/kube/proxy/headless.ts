import { servicePorts } from '../core/defaults.ts'
import { count } from '../../text/wording.ts'
import type { Endpoint } from '../../world/types/manifest.ts'
import type { Reach, ReachQuestion } from './model.ts'
import type { Family } from './proxied-port.ts'
import type { ServiceView } from './view.ts'
import { plain } from './without-rules.ts'

/**
 * Of a headless Service DNS gives the addresses of all ready endpoints, and the client connects to one of them itself:
 * no policy, no hint and no port translation has a part in it. So it is for the name of one endpoint of any Service. Follows findServices
 * of coredns/coredns plugin/kubernetes.
 */
export function headlessReach(view: ServiceView, question: ReachQuestion, family: Family): Reach {
  const { service } = view
  const kind = question.direct === true ? 'the name of one endpoint' : 'headless'
  const grounds = [{ resource: service, path: ['spec', 'clusterIP'] }]
  if (question.via !== 'cluster-ip' || question.from.kind === 'outside')
    return plain(['no-route', 'headless'], 'a headless Service has no address but those of its pods', grounds)
  const listed = readyOf(view, family)
  // who asks for any address gets those of the other family where there are no others
  const isAny = question.family === undefined && listed.length === 0
  const ready = isAny ? readyOf(view, family === 'IPv4' ? 'IPv6' : 'IPv4') : listed
  if (ready.length === 0)
    return view.doubt === undefined
      ? plain(
          ['no-route', 'no-endpoint'],
          `${kind}, and without a ready endpoint: DNS has no address`,
          grounds,
        )
      : plain(
          ['unknown', 'objects-not-known'],
          `${kind}, and without a ready endpoint here, but ${view.doubt}`,
          grounds,
        )
  const meant = servicePorts(service.manifest).find(
    ({ name, port }) => question.port === undefined || question.port === name || question.port === port,
  )
  const port = typeof question.port === 'number' ? question.port : (meant?.port ?? 0)
  return {
    ...plain(
      ['endpoints', 'headless'],
      `${kind}: DNS gives ${count(ready.length, 'address')}, and the client takes one`,
      grounds,
    ),
    endpoints: ready.map(({ addresses: [address] = [], nodeName, targetRef }) => ({
      ...(address === undefined ? {} : { address }),
      port,
      ...(nodeName === undefined ? {} : { node: nodeName }),
      ...(targetRef === undefined ? {} : { target: targetRef }),
    })),
  }
}

function readyOf({ slices }: ServiceView, family: Family): readonly Endpoint[] {
  return slices
    .filter(({ manifest }) => manifest.addressType === family)
    .flatMap(({ manifest }) => manifest.endpoints ?? [])
    .filter(({ conditions }) => conditions?.ready !== false)
}
