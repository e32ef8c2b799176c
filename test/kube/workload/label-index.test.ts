import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { LabelIndex } from '../../../src/kube/workload/label-index.ts'
import { nearest } from '../../../src/text/nearest.ts'

// an index must find what a walk over all of them finds, in the same order

type Labels = Record<string, string>
const labels = fc.dictionary(
  fc.constantFrom('app', 'tier', 'hidden'),
  fc.constantFrom('web', 'wbe', 'webs', 'worker-1', 'worker-2', 'wroker-1', 'server'),
  { maxKeys: 3 },
)
const members = fc.array(fc.record({ labels, isLate: fc.boolean() }), { maxLength: 12 })
const isHidden = (key: string) => key === 'hidden'

/** What a member shows decides; a late one may have what it does not show, and any may have what is hidden. */
function mayCarry(own: Labels, isLate: boolean, wanted: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) =>
    key in own ? own[key] === value : isLate || isHidden(key),
  )
}

test('among the members of a selector are all that may match it, in their order', () => {
  fc.assert(
    fc.property(members, labels, (all, wanted) => {
      const index = new LabelIndex(all, {
        labelsOf: (member) => member.labels,
        late: all.filter(({ isLate }) => isLate),
        isHidden,
      })
      const among = index.among(wanted)
      expect(among).toEqual(all.filter((member) => among.includes(member)))
      const matching = all.filter((member) => mayCarry(member.labels, member.isLate, wanted))
      expect(among.filter((member) => matching.includes(member))).toEqual(matching)
      const sharpest = Math.min(
        all.length,
        ...Object.entries(wanted)
          .filter(([key]) => !isHidden(key))
          .map(
            ([key, value]) =>
              all.filter((each) => mayCarry(each.labels, each.isLate, { [key]: value })).length,
          ),
      )
      expect(among).toHaveLength(sharpest)
    }),
  )
})

test('those that nearly carry a label are found as by looking at each', () => {
  fc.assert(
    fc.property(
      members,
      fc.constantFrom('web', 'wroker-2', 'sevrer', 'worker-1'),
      labels,
      (all, value, others) => {
        const index = new LabelIndex(all, { labelsOf: (member) => member.labels, isHidden })
        const { app: _key, ...rest } = others
        const carriesRest = ({ labels: own }: { labels: Labels }) => mayCarry(own, false, rest)
        const near = all.filter(
          ({ labels: { app } }) => app !== undefined && nearest(value, [app]).length > 0,
        )
        expect(
          index.nearlyWith('app', value, rest).flatMap(({ member }) => (carriesRest(member) ? [member] : [])),
        ).toEqual(near.filter(carriesRest))
      },
    ),
  )
})
