import { expect, test } from '@jest/globals'
import { checkEndpointSlice } from '../../src/validate/check.ts'
import { slicesYaml } from '../../src/commands/shared/slices-yaml.ts'
import { predictEndpointSlices } from '../../src/kube/endpointslice/slices.ts'
import { worldOf } from '../world-of.ts'
import { service, workload } from '../kube/web.ts'
import { randomWorld } from '../real/random-world.ts'

test('what svc endpoints -o yaml prints is accepted by an API server', () => {
  let checked = 0
  for (let seed = 1; seed <= 15; seed++) {
    const { services, pods, nodes } = randomWorld(seed, { namespace: 'shop', live: true })
    const world = worldOf([...services, ...pods, ...nodes])
    for (const each of world.all('Service')) {
      for (const slice of predictEndpointSlices(world, each)) {
        const text = slicesYaml([{ name: each.name, namespace: 'shop', predicted: [slice] }])
        expect({ text, errors: checkEndpointSlice(text).errors }).toEqual({ text, errors: [] })
        checked++
      }
    }
  }
  expect(checked).toBeGreaterThan(50)
})

test('pods to come are a comment', () => {
  const world = worldOf([service(), workload('Deployment', { spec: { replicas: 3 } })])
  const [found] = world.all('Service')
  const predicted = found === undefined ? [] : predictEndpointSlices(world, found)
  const text = slicesYaml([{ name: 'web', namespace: 'shop', predicted }])
  expect(text).toContain('# 3 endpoints of pods not created yet: their addresses are not known')
  expect(text).toContain('generateName: web-')
  expect(checkEndpointSlice(text).errors).toEqual([])
})
