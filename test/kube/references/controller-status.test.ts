import { describe, expect, test } from '@jest/globals'
import { refusalsOfGateway, refusalsOfRoute } from '../../../src/kube/references/controller-status.ts'
import { resourceOf } from '../../world-of.ts'

const refused = { type: 'Accepted', status: 'False', reason: 'NotAllowedByListeners', message: 'no' }
const said = (refusals: ReturnType<typeof refusalsOfGateway>) =>
  refusals.map(({ type, reason, message, listener, controller, path }) =>
    [type, reason, message, listener, controller, path.join('.')].map((text) => text ?? '-').join(' | '),
  )

function gateway(status: unknown, generation?: number) {
  return resourceOf({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'web', ...(generation === undefined ? {} : { generation }) },
    status,
  } as never)
}
const conditions = (...list: unknown[]) => gateway({ conditions: list }, 3)
const at = 'status.conditions'

describe('what a controller says against a Gateway', () => {
  test.each([
    [
      'a condition that is False',
      conditions(refused),
      [`Accepted | NotAllowedByListeners | no | - | - | ${at}.0`],
    ],
    [
      'the second of two',
      conditions({ ...refused, status: 'True' }, { ...refused, type: 'Programmed' }),
      [`Programmed | NotAllowedByListeners | no | - | - | ${at}.1`],
    ],
    ['True', conditions({ ...refused, status: 'True' }), []],
    ['Unknown', conditions({ ...refused, status: 'Unknown' }), []],
    ['a condition of another kind', conditions({ ...refused, type: 'Scheduled' }), []],
    [
      'ResolvedRefs, which a Gateway as a whole does not have',
      conditions({ ...refused, type: 'ResolvedRefs' }),
      [],
    ],
    ['not programmed yet', conditions({ ...refused, type: 'Programmed', reason: 'Pending' }), []],
    ['of an older generation', conditions({ ...refused, observedGeneration: 2 }), []],
    [
      'of this generation',
      conditions({ ...refused, observedGeneration: 3 }),
      [`Accepted | NotAllowedByListeners | no | - | - | ${at}.0`],
    ],
    [
      'an object without a generation',
      gateway({ conditions: [{ ...refused, observedGeneration: 2 }] }),
      [`Accepted | NotAllowedByListeners | no | - | - | ${at}.0`],
    ],
    [
      'text that is none',
      conditions({ ...refused, reason: 7, message: {} }),
      [`Accepted |  |  | - | - | ${at}.0`],
    ],
    [
      'text that is missing',
      conditions({ type: 'Accepted', status: 'False' }),
      [`Accepted |  |  | - | - | ${at}.0`],
    ],
    [
      'what is no condition',
      conditions(null, 'x', 7, refused),
      [`Accepted | NotAllowedByListeners | no | - | - | ${at}.0`],
    ],
    ['a list that is none', gateway({ conditions: refused }), []],
    ['no status', gateway(undefined), []],
  ])('%s', (_, given, expected) => {
    expect(said(refusalsOfGateway(given))).toEqual(expected)
  })

  const listeners = {
    listeners: [
      { name: 'web', conditions: [{ ...refused, type: 'ResolvedRefs' }] },
      { conditions: [refused] },
    ],
  }

  test('against listeners, by name or by place', () => {
    expect(said(refusalsOfGateway(gateway(listeners)))).toEqual([
      'ResolvedRefs | NotAllowedByListeners | no | web | - | status.listeners.0.conditions.0',
      'Accepted | NotAllowedByListeners | no | 1 | - | status.listeners.1.conditions.0',
    ])
  })

  test('against all of it: then not against its listeners as well', () => {
    expect(said(refusalsOfGateway(gateway({ conditions: [refused], ...listeners })))).toHaveLength(1)
  })
})

describe('what a controller says against a route', () => {
  const route = (...parents: unknown[]) =>
    resourceOf({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { name: 'web' },
      status: { parents },
    } as never)

  test.each([
    ['at a Gateway', { parentRef: { name: 'gw' } }, { name: 'gw' }],
    ['at what has no name', { parentRef: null }, undefined],
    ['at nothing', {}, undefined],
  ])('%s', (_, more, parentRef) => {
    const [refusal, ...others] = refusalsOfRoute(
      route({ controllerName: 'c', ...more, conditions: [{ ...refused, type: 'ResolvedRefs' }] }),
    )
    expect(others).toEqual([])
    expect(refusal).toMatchObject({ type: 'ResolvedRefs', controller: 'c' })
    expect(refusal?.parentRef).toEqual(parentRef)
  })

  test('a controller that is no text is not named', () => {
    expect(refusalsOfRoute(route({ controllerName: 7, conditions: [refused] }))[0]).not.toHaveProperty(
      'controller',
    )
  })

  test('Programmed is not said of routes', () => {
    expect(refusalsOfRoute(route({ conditions: [{ ...refused, type: 'Programmed' }] }))).toEqual([])
  })
})
