import { expect, test } from '@jest/globals'
import { verdictOnService } from '../../../src/kube/apiserver/check-service.ts'
import { factsOf } from '../../../src/kube/apiserver/facts.ts'
import { isPlainService } from '../../../src/kube/apiserver/plain-service.ts'
import { kubernetesVersions } from '../../../src/kube/core/versions.ts'
import {
  generateService,
  metadataFields,
  port,
  specFields,
  type Json,
  type Manifest,
} from '../../real/generate-service.ts'
import { Random } from '../../real/random.ts'

const facts = kubernetesVersions.map((kubernetesVersion) => factsOf({ kubernetesVersion }))
const cases = Number(process.env['CASES'] ?? 2000)

const common = {
  metadata: ['name', 'namespace', 'labels', 'annotations'],
  spec: ['type', 'selector', 'sessionAffinity', 'internalTrafficPolicy'],
}

/** Of the fields that most Services have, each with any value that the generator knows for it. */
function ofCommonFields(random: Random): Manifest {
  const some = (names: readonly string[], from: Readonly<Record<string, (random: Random) => Json>>) =>
    Object.fromEntries(
      names.filter(() => random.chance(0.3)).map((name) => [name, from[name]?.(random) ?? null]),
    )
  const ports = Array.from({ length: 1 + random.below(2) }, () =>
    random.chance(0.5) ? port(random) : { port: 80, name: random.of(['http', 'metrics']) },
  )
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', ...some(common.metadata, metadataFields) },
    spec: { ...some(common.spec, specFields), ports },
  }
}

test('what looks plain is accepted by every version, without a warning', () => {
  const random = new Random(1)
  let plain = 0
  for (let index = 0; index < cases; index++) {
    const service = random.chance(0.2) ? generateService(random) : ofCommonFields(random)
    if (!isPlainService(service)) continue
    plain++
    for (const each of facts) {
      const { errors, warnings } = verdictOnService(service, each)
      if (errors.length > 0 || warnings.length > 0) expect({ service, errors, warnings }).toBeUndefined()
    }
  }
  // or it would be of no use
  expect(plain).toBeGreaterThan(cases / 50)
})
