import fc, { type Arbitrary } from 'fast-check'
import { authoredTypes, type AuthoredType } from '../../src/author/intent.ts'

/**
 * Command lines of `svc new`, without a workload: mostly right ones, with now and then a value that is wrong or a flag
 * that does not fit to the type. The words after `svc new`.
 */
export function newCommandLine(): Arbitrary<string[]> {
  return fc
    .record({
      type: fc.constantFrom(...authoredTypes),
      // numbers would be drawn from their edges
      wild: fc.constantFrom(true, false, false, false),
      typed: fc.constantFrom(0, 1, 2, 2, 2, 2, 2, 2, 2),
    })
    .chain(({ type, wild, typed }) =>
      fc
        .record({
          name: wild ? often(goodNames, oddNames) : goodNames,
          flags: fc.shuffledSubarray([...(wild ? allGroups : groupsFor[type])], { maxLength: 6 }),
          ports: portsFor(type, wild),
        })
        .chain(({ name, flags, ports }) =>
          fc.tuple(...flags.map((flag) => flag(wild))).map((words) => {
            const called =
              typed === 0 && type === 'clusterip'
                ? [name]
                : typed === 1
                  ? ['--type', type, '--name', name]
                  : [type, name]
            const needed = type === 'externalname' && !wild ? ['--external-name', 'models.example.com'] : []
            return [...called, ...ports, ...needed, ...words.flat()]
          }),
        ),
    )
}

/** Up to four flags that a Service of a type may have; when `wild`, that any may have, with values that none may. */
export function flagsFor(type: AuthoredType, wild: boolean): Arbitrary<string[]> {
  return fc
    .shuffledSubarray([...(wild ? allGroups : groupsFor[type])], { maxLength: 4 })
    .chain((flags) => fc.tuple(...flags.map((flag) => flag(wild))))
    .map((words) => words.flat())
}

/** Flags that give the ports, which may be none. */
export function portWords(type: AuthoredType, wild: boolean): Arbitrary<string[]> {
  return portsFor(type, wild)
}

/** Mostly the first, sometimes the second. */
function often(good: Arbitrary<string>, odd: Arbitrary<string>): Arbitrary<string> {
  return fc.oneof({ weight: 9, arbitrary: good }, { weight: 1, arbitrary: odd })
}

/** The odd ones only where the line may be wild. */
function part(good: Arbitrary<string>, odd: Arbitrary<string>): (wild: boolean) => Arbitrary<string> {
  return (wild) => (wild ? often(good, odd) : good)
}

const goodNames = fc.constantFrom('web', 'chat-api', 'db-0', 'a', 'a'.repeat(63))
const oddNames = fc.constantFrom('9web', 'Web', 'web-', 'a.b', '', 'a'.repeat(64), 'wéb')

const portNumber = part(
  fc.constantFrom('80', '443', '53', '8080', '1', '65535', '9090'),
  fc.constantFrom('0', '65536', '080', '-1', 'http', '', '8o8o', '99999999'),
)
const portName = part(
  fc.constantFrom('http', 'grpc', 'a', 'metrics', '8080', '80'),
  fc.constantFrom('', 'Http', 'a_b', '-a'),
)
const target = part(
  fc.constantFrom('80', '8080', 'http', 'web-ui', 'a1', '65535'),
  fc.constantFrom('', '0', 'UPPER', 'a--b', 'a-very-long-port-name', '-a', '70000'),
)
const nodePort = part(
  fc.constantFrom('30000', '30080', '32767', '31000'),
  fc.constantFrom('80', '29999', '32768', 'x', '0'),
)
const protocol = part(
  fc.constantFrom('tcp', 'udp', 'sctp', 'TCP', 'Udp'),
  fc.constantFrom('http', '', 'icmp'),
)
const appProtocol = part(
  fc.constantFrom('http', 'kubernetes.io/h2c', 'kubernetes.io/ws', 'grpc', 'example.com/x'),
  fc.constantFrom('', 'a/b/c', 'with space', '/x'),
)

/** One port in one word. */
function portSpec(type: AuthoredType, wild: boolean): Arbitrary<string> {
  const sometimes = (part: Arbitrary<string>, when: number) =>
    fc.oneof({ weight: 10 - when, arbitrary: fc.constant('') }, { weight: when, arbitrary: part })
  const takesNodePorts = wild || type === 'nodeport' || type === 'loadbalancer'
  const takesTarget = wild || type !== 'headless'
  return fc
    .tuple(
      sometimes(
        portName(wild).map((name) => `${name}=`),
        3,
      ),
      portNumber(wild),
      sometimes(
        target(wild).map((text) => `:${text}`),
        takesTarget ? 4 : 0,
      ),
      sometimes(
        nodePort(wild).map((text) => `@${text}`),
        takesNodePorts ? 3 : 0,
      ),
      sometimes(
        protocol(wild).map((text) => `/${text}`),
        3,
      ),
      sometimes(
        appProtocol(wild).map((text) => `+${text}`),
        2,
      ),
    )
    .map((parts) => parts.join(''))
}

function portsFor(type: AuthoredType, wild: boolean): Arbitrary<string[]> {
  if (type === 'externalname' && !wild) return fc.constant([])
  const one = portSpec(type, wild)
  const flag = fc.constantFrom('--port', '-p', '--tcp', '--udp', '--sctp')
  const list = fc.array(one, { minLength: 1, maxLength: 3 })
  return fc.oneof(
    { weight: 5, arbitrary: one.map((spec): string[] => ['--port', spec]) },
    { weight: 3, arbitrary: list.map((specs) => specs.flatMap((spec) => ['-p', spec])) },
    { weight: 1, arbitrary: list.map((specs) => ['--port', specs.join(',')]) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(flag, fc.constantFrom('80', '80:8080', '53', '443'))
        .map((words): string[] => words),
    },
    { weight: wild || type === 'headless' ? 1 : 0, arbitrary: fc.constant<string[]>([]) },
  )
}

type Group = (wild: boolean) => Arbitrary<string[]>

function value(flag: string, good: readonly string[], odd: readonly string[] = []): Group {
  return (wild) => {
    const right = fc.constantFrom(...good)
    const text = wild && odd.length > 0 ? often(right, fc.constantFrom(...odd)) : right
    return text.map((chosen) => [flag, chosen])
  }
}
const flag =
  (...words: string[]): Group =>
  () =>
    fc.constant(words)

const common: readonly Group[] = [
  value('--namespace', ['shop', 'default', 'kube-system'], ['Shop', '', 'a.b', 'a'.repeat(64)]),
  value(
    '--label',
    ['app=web', 'app.kubernetes.io/name=web', 'a=', 'a=b,c=d', 'y=yes', 'n=1'],
    ['a', '=b', 'a/b/c=d', 'a=b c', 'Ü=1'],
  ),
  value('-l', ['tier=front']),
  value(
    '--annotation',
    ['example.com/x=y z', 'note=true', 'n=0x10', 'when=2001-01-01', 'empty=', 'multi=a: b # c', 'emoji=✓'],
    [
      'a',
      '/x=y',
      'service.kubernetes.io/topology-aware-hints=auto',
      'service.beta.kubernetes.io/load-balancer-source-ranges=x',
    ],
  ),
  value('--color', ['never', 'always', 'auto'], ['green']),
  value('--kubernetes-version', ['1.34', '1.35', '1.36'], ['1.0']),
]
const pods: readonly Group[] = [
  value(
    '--selector',
    ['app=web', 'app=web,tier=front', 'app.kubernetes.io/name=web'],
    ['app', 'a=b c', '', 'a/b/c=d', 'pod-template-hash=5f7'],
  ),
  flag('--no-selector'),
  flag('--publish-not-ready'),
]
const families: readonly Group[] = [
  value('--ip-family', ['ipv4', 'ipv6', 'IPv4,IPv6', 'ipv6,ipv4'], ['ipv5', 'ipv4,ipv4', '']),
  value('--dual-stack', ['prefer', 'single', 'require', 'PreferDualStack'], ['maybe']),
]
const virtual: readonly Group[] = [
  ...families,
  value('--cluster-ip', ['10.96.17.17', 'fd00:96::1717'], ['None', '10.96.0.300', 'x', '']),
  value(
    '--session-affinity',
    ['none', 'client-ip', 'ClientIP', 'client-ip=60', 'client-ip=86400'],
    ['client-ip=0', 'client-ip=86401', 'client-ip=x', 'cookie'],
  ),
  value('--internal-traffic-policy', ['cluster', 'local', 'Local'], ['global']),
  value('--traffic-distribution', ['same-zone', 'same-node', 'PreferSameZone'], ['prefer-close', 'anywhere']),
]
const external: readonly Group[] = [
  value('--external-traffic-policy', ['cluster', 'Local', 'local'], ['none']),
  value('--node-port', ['30081', '80=30082', 'http=30083'], ['80', 'x=30084', '70000']),
]
const loadBalancer: readonly Group[] = [
  value('--lb-class', ['example.com/lb', 'internal'], ['a/b/c', '']),
  value('--load-balancer-ip', ['192.0.2.7', '2001:db8::7'], ['x', '192.0.2.007', '']),
  value(
    '--source-range',
    ['10.0.0.0/8', '10.0.0.0/8,192.0.2.0/24', '2001:db8::/32', '0.0.0.0/0'],
    ['10.0.0.1/8', '10.0.0.0', 'x', '10.0.0.0/33'],
  ),
  flag('--no-node-ports'),
  flag('--external-traffic-policy', 'local', '--health-check-node-port', '31999'),
  value('--health-check-node-port', ['31998'], ['80', 'x']),
]
const ports: readonly Group[] = [
  value('--target-port', ['8080', 'http', '80'], ['x=8080', '70000', 'UPPER', '80=http']),
  value('--app-protocol', ['http', 'kubernetes.io/h2c'], ['80=grpc', 'a/b/c', '']),
  value('--port-name', ['http', 'web'], ['Http', '']),
  value('--protocol', ['udp', 'TCP'], ['icmp']),
]
const rest: readonly Group[] = [
  value('--external-ip', ['192.0.2.9', '2001:db8::9'], ['x', '127.0.0.1']),
  value(
    '--external-name',
    ['models.example.com', 'a'],
    ['192.0.2.7', 'UPPER.example.com', '', 'a_b.example.com'],
  ),
]

const groupsFor: Readonly<Record<AuthoredType, readonly Group[]>> = {
  clusterip: [...common, ...pods, ...virtual, ...ports],
  nodeport: [...common, ...pods, ...virtual, ...external, ...ports],
  loadbalancer: [...common, ...pods, ...virtual, ...external, ...loadBalancer, ...ports],
  headless: [...common, ...pods, ...families],
  externalname: common,
}
const allGroups: readonly Group[] = [
  ...common,
  ...pods,
  ...virtual,
  ...external,
  ...loadBalancer,
  ...ports,
  ...rest,
]
