import { expect, test } from '@jest/globals'
import { namesTried } from '../../../src/kube/dns/resolver/candidates.ts'

type Conf = Parameters<typeof namesTried>[1]

const confOf = (search: readonly string[], ndots?: string): Conf => ({
  nameservers: ['10.96.0.10'],
  search,
  options: new Map(ndots === undefined ? [] : [['ndots', ndots]]),
})
const cluster = ['shop.svc.cluster.local', 'svc.cluster.local']
const tried = (typed: string, conf: Conf, resolver: 'glibc' | 'musl' | 'go') =>
  namesTried(typed, conf, resolver).map(({ name, final }) => `${name}${final ? ' (as typed)' : ''}`)

// what each resolver does with the same line of resolv.conf
test.each([
  ['web', '5', cluster, ['web.shop.svc.cluster.local.', 'web.svc.cluster.local.', 'web. (as typed)']],
  ['web.', '5', cluster, ['web. (as typed)']],
  // without the option one dot is enough; what is no number, or too long for one, is not read
  ['a.b', undefined, cluster, ['a.b. (as typed)', 'a.b.shop.svc.cluster.local.', 'a.b.svc.cluster.local.']],
  ['a.b', 'many', cluster, ['a.b. (as typed)', 'a.b.shop.svc.cluster.local.', 'a.b.svc.cluster.local.']],
  ['a.b', '2', cluster, ['a.b.shop.svc.cluster.local.', 'a.b.svc.cluster.local.', 'a.b. (as typed)']],
  // 15 is the most that a resolver counts
  [
    'a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p',
    '99999',
    ['x'],
    ['a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p. (as typed)', 'a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.x.'],
  ],
  ['web', '1', [], ['web. (as typed)']],
])('glibc: %s, ndots %s, search %j', (typed, ndots, search, expected) => {
  expect(tried(typed, confOf(search, ndots), 'glibc')).toEqual(expected)
})

test.each([
  ['glibc', ['web.a.', 'web.', 'web.b.']],
  ['musl', ['web.a.', 'web.', 'web.b.', 'web. (as typed)']],
  ['go', ['web.a.', 'web.b.', 'web. (as typed)']],
] as const)('%s: the root on the list', (resolver, expected) => {
  expect(tried('web', confOf(['a', '.', 'b'], '5'), resolver)).toEqual(expected)
})

test('musl asks for a name with enough dots alone, and drops a list that is too long for its buffer', () => {
  expect(tried('a.b', confOf(cluster, '1'), 'musl')).toEqual(['a.b. (as typed)'])
  const lineOf = (length: number) => ['x'.repeat(length - 'search '.length)]
  expect(tried('web', confOf(lineOf(254), '5'), 'musl')).toHaveLength(
    namesTried('web', confOf(lineOf(254), '5'), 'glibc').length,
  )
  expect(tried('web', confOf(lineOf(255), '5'), 'musl')).toEqual(['web. (as typed)'])
})

test.each(['glibc', 'go'] as const)('%s: a name that is too long for DNS is not asked for', (resolver) => {
  const suffix = (length: number) => confOf(['y'.repeat(length - 'web.'.length)], '5')
  expect(tried('web', suffix(253), resolver)).toHaveLength(2)
  expect(tried('web', suffix(254), resolver)).toEqual(['web. (as typed)'])
})
