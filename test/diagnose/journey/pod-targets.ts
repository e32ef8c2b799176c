import { callerOf, parseClient } from '../../../src/diagnose/journey/client.ts'
import { policyVerdict } from '../../../src/kube/policy/verdict.ts'
import { podAtAddress } from '../../../src/kube/proxy/owner.ts'
import { nameOf } from '../../../src/world/resource.ts'
import type { World } from '../../../src/world/world.ts'
import { verdictOf, wordsOf, type Check } from './verdict-of.ts'

interface Asked {
  readonly world: World
  readonly open: World
  readonly from: string
}

const port = 8080

/** A pod that is called by its address or by `pod/NAME`: both lead to it, policies decide, and more knowledge turns nothing round. */
export function checkPods({ world, open, from }: Asked, check: Check): void {
  if (from === 'external') return
  const caller = callerOf(world, parseClient(from === '' ? undefined : from) ?? { is: 'any' }, 'shop')
  const client = 'missing' in caller ? undefined : caller.podSource?.pod
  for (const pod of world.all('Pod')) {
    const [ip, ...others] = pod.manifest.status?.podIPs?.flatMap((each) => each.ip ?? []) ?? []
    if (pod.namespace === 'kube-system' || ip === undefined || podAtAddress(world, ip) !== pod) continue
    const who = `${nameOf(pod)} from ${from || 'any pod'}`
    const byName = verdictOf(world, { target: `${pod.namespace}/pod/${pod.name}:${port}`, from })
    const byAddress = verdictOf(world, { target: `${ip}:${port}`, from })
    check(
      others.length > 0 || byAddress.status === byName.status,
      () => `${who}: address ${wordsOf(byAddress)}, pod/ ${wordsOf(byName)}`,
    )
    const seen = verdictOf(open, { target: `${ip}:${port}`, from })
    check(
      seen.status === 'undecided' || seen.status === byAddress.status,
      () => `${who}: open ${wordsOf(seen)}, complete ${wordsOf(byAddress)}`,
    )
    if (client === undefined) continue
    const { verdict } = policyVerdict(world, { from: client, to: pod, port, protocol: 'TCP' })
    check(
      (verdict === 'allowed' || byAddress.status !== 'works') &&
        (verdict !== 'denied' || byAddress.status === 'broken'),
      () => `${who}: policies say ${verdict}, trace ${wordsOf(byAddress)}`,
    )
  }
}
