import { describe, expect, test } from '@jest/globals'
import { labelsKnown, labelsOfPod, selectorMatches } from '../../../src/kube/workload/label-selector.ts'
import { podSourceOfPod, podTemplatesOf } from '../../../src/kube/workload/pod-source.ts'
import type { LabelSelectorSpec, Pod } from '../../../src/world/types/manifest.ts'
import { resourceOf } from '../../world-of.ts'

const labels = { app: 'web', tier: 'a' }
const containers = [{ name: 'c' }]
const pod = podSourceOfPod(
  resourceOf<Pod>({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', labels }, spec: { containers } }),
)
const [template] = podTemplatesOf(
  resourceOf({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels }, spec: { containers } },
    },
  } as never),
)
if (template === undefined) throw new Error('a Deployment has a template')

const expression = (key: string, operator: string, values?: readonly string[]): LabelSelectorSpec =>
  ({
    matchExpressions: [{ key, operator, ...(values === undefined ? {} : { values }) }],
  }) as LabelSelectorSpec
const equal = (matchLabels: Record<string, string>): LabelSelectorSpec => ({ matchLabels })

// a label that is not there: a pod has no other, a template's pods get what controllers add, of an object more may be unknown
const rows: readonly (readonly [
  string,
  LabelSelectorSpec,
  pod: string,
  template: string,
  partlyKnown: string,
])[] = [
  ['nothing', {}, 'yes', 'yes', 'yes'],
  ['app=web', equal({ app: 'web' }), 'yes', 'yes', 'yes'],
  ['app=api', equal({ app: 'api' }), 'no', 'no', 'no'],
  ['app=web,tier=b', equal({ app: 'web', tier: 'b' }), 'no', 'no', 'no'],
  ['app=api,x=y', equal({ app: 'api', x: 'y' }), 'no', 'no', 'no'],
  ['x=y', equal({ x: 'y' }), 'no', 'no', 'maybe'],
  ['pod-template-hash=1', equal({ 'pod-template-hash': '1' }), 'no', 'maybe', 'maybe'],
  ['app', expression('app', 'Exists'), 'yes', 'yes', 'yes'],
  ['!app', expression('app', 'DoesNotExist'), 'no', 'no', 'no'],
  ['x', expression('x', 'Exists'), 'no', 'no', 'maybe'],
  ['!x', expression('x', 'DoesNotExist'), 'yes', 'yes', 'maybe'],
  ['pod-template-hash', expression('pod-template-hash', 'Exists'), 'no', 'maybe', 'maybe'],
  ['!pod-template-hash', expression('pod-template-hash', 'DoesNotExist'), 'yes', 'maybe', 'maybe'],
  ['app in (api,web)', expression('app', 'In', ['api', 'web']), 'yes', 'yes', 'yes'],
  ['app in (api)', expression('app', 'In', ['api']), 'no', 'no', 'no'],
  ['app notin (api)', expression('app', 'NotIn', ['api']), 'yes', 'yes', 'yes'],
  ['app notin (api,web)', expression('app', 'NotIn', ['api', 'web']), 'no', 'no', 'no'],
  ['x notin (y)', expression('x', 'NotIn', ['y']), 'yes', 'yes', 'maybe'],
]

describe('a selector', () => {
  test.each(rows)('%s', (_, selector, ofPod, ofTemplate, partly) => {
    const known = [labelsOfPod(pod), labelsOfPod(template), labelsKnown(labels, 'more')]
    expect(known.map((each) => selectorMatches(selector, each).is)).toEqual([ofPod, ofTemplate, partly])
  })
})
