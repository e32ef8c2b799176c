import type { BedWorld } from '../bed/world.js'
import type { Random } from './random.ts'
import { podsOf, servicesOf, type GeneratedWorld } from './random-dns-world.ts'

/** Writes a random world into a namespace of its own, with what only DNS looks at; returns the namespace. */
export async function writeDnsWorld(
  bed: BedWorld,
  generated: GeneratedWorld,
  random: Random,
): Promise<string> {
  const namespace = await bed.namespace('dns')
  for (const { metadata, spec } of servicesOf(namespace, generated)) {
    // the slices of a Service that says it is somebody else's belong to the test of slices
    await bed.service(namespace, metadata?.name ?? '', spec ?? {})
  }
  for (const { metadata, spec, status } of podsOf(namespace, generated)) {
    await bed.pod({
      namespace,
      name: metadata?.name ?? '',
      labels: { ...metadata?.labels },
      node: spec?.nodeName ?? '',
      ip: null,
      terminating: metadata?.deletionTimestamp !== undefined,
      spec: { ...spec },
      status: { ...status },
    })
  }
  await writeAliases(bed, namespace, random)
  await writeByHand(bed, namespace, random)
  return namespace
}

/** Aliases to outside, to each other, in circles, to what is not there, and to an address. */
async function writeAliases(bed: BedWorld, namespace: string, random: Random): Promise<void> {
  const inside = (name: string) => `${name}.${namespace}.svc.cluster.local`
  const targets = [
    'www.example.com', 'gone.test', inside('s0'), inside('s1'), inside('alias-0'), inside('alias-1'), inside('alias-2'),
    inside('absent'), inside('by-hand'), '10.0.0.5', 's0.test', 'cluster.local', `1-2-3-4.${namespace}.pod.cluster.local`,
  ] // prettier-ignore
  for (let index = 0; index < 4; index++) {
    await bed.service(namespace, `alias-${index}`, { type: 'ExternalName', externalName: random.of(targets) })
  }
}

/** A Service without a selector, with slices that no controller would write, and a slice without a Service. */
async function writeByHand(bed: BedWorld, namespace: string, random: Random): Promise<void> {
  const clusterIP = random.chance(0.6) ? 'None' : undefined
  const ports =
    random.chance(0.3) && clusterIP === 'None'
      ? []
      : [
          { name: 'http', port: 80 },
          { name: 'dns', port: 53, protocol: 'UDP' },
        ]
  await bed.service(namespace, 'by-hand', { ...(clusterIP === undefined ? {} : { clusterIP }), ports })
  for (const [index, service] of ['by-hand', 'by-hand', 'nobody'].entries()) {
    const ipv6 = random.chance(0.3)
    const address = (host: number) =>
      ipv6 ? `fd00:77::${host}${random.chance(0.3) ? '' : ':0'}` : `10.77.${index}.${host}`
    await bed.create(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`, {
      metadata: { name: `hand-${index}`, labels: { 'kubernetes.io/service-name': service } },
      addressType: ipv6 ? 'IPv6' : 'IPv4',
      ports: random.of([
        [],
        [{ name: 'http', port: 8080, protocol: 'TCP' }],
        [{ name: '', port: 9090, protocol: 'TCP' }],
      ]),
      endpoints: Array.from({ length: random.below(4) }, (_, host) => ({
        addresses: [address(host + 1)],
        conditions: random.of([
          {},
          { ready: true },
          { ready: false },
          { ready: false, serving: true, terminating: true },
        ]),
        ...(random.chance(0.4) ? { hostname: random.of(['h0', 'h1']) } : {}),
      })),
    })
  }
}
