import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import {
  gatesOf,
  kubernetesVersions,
  nearestVersion,
  newestVersion,
  type Gates,
} from '../../../src/kube/core/versions.ts'
import { proxyGatesOf, type ProxyGates } from '../../../src/kube/proxy/gates.ts'
import { readRows } from '../../real/proof.ts'

const asked = ['1.33', '1.34.1', '1.34.2', '1.34', '1.35', '1.36'] as const
type Row = readonly [boolean, boolean, boolean, boolean, boolean, boolean]
const always: Row = [true, true, true, true, true, true]
const from = (first: number): Row => always.map((_, index) => index >= first) as unknown as Row

// a gate that is added is missing here, and the compiler says so
const ofServer: Record<keyof Gates, Row> = {
  relaxedServiceNames: from(5),
  strictAddresses: from(5),
  preferSame: from(1),
  warnsOfPreferClose: from(4),
  warnsOfExternalIPs: from(5),
  warnsOfHeadless: from(1),
  warnsOfAnyHeadlessAffinity: [false, true, false, false, false, false],
  checksServiceMetadataOnUpdate: [true, false, false, false, false, false],
}
const ofProxy: Record<keyof ProxyGates, Row> = {
  nodeHints: from(1),
  preferLiving: from(5),
  skipsHeadlessLabel: [true, true, true, true, true, false],
  hairpinsOnOwnNode: from(5),
}

describe('what holds in which version', () => {
  test.each(Object.entries(ofServer))('%s', (gate, expected) => {
    expect(asked.map((version) => gatesOf(version)[gate as keyof Gates])).toEqual(expected)
  })

  test.each(Object.entries(ofProxy))('%s', (gate, expected) => {
    expect(asked.map((version) => proxyGatesOf(version)[gate as keyof ProxyGates])).toEqual(expected)
  })

  test('a version that cannot be read is the newest, and so is none', () => {
    expect(gatesOf('latest')).toEqual(gatesOf(newestVersion))
    expect(proxyGatesOf(undefined)).toEqual(proxyGatesOf(newestVersion))
  })

  test.each([
    ['v1.34.1', '1.34'],
    ['1.35.2-gke.7', '1.35'],
    ['1.9', '1.33'],
    ['1.99', newestVersion],
    ['unreadable', newestVersion],
  ])('%s counts as %s', (version, expected) => {
    expect(nearestVersion(version)).toBe(expected)
  })
})

describe('a version that is predicted', () => {
  test('they are in order, the newest last', () => {
    expect(kubernetesVersions.at(-1)).toBe(newestVersion)
    expect([...kubernetesVersions].map((version) => Number(version.slice(2)))).toEqual(
      kubernetesVersions.map((_, index) => Number(kubernetesVersions[0]?.slice(2)) + index),
    )
  })

  test.each(kubernetesVersions)('%s is proved against the code of its API server', (version) => {
    const rows = readRows().filter(({ id }) => id.startsWith('api-server-'))
    expect(rows.length).toBeGreaterThan(0)
    for (const { id, runs } of rows)
      expect({ id, proved: runs.some(({ kubernetes }) => kubernetes.startsWith(version)) }).toEqual({
        id,
        proved: true,
      })
  })

  test('the README names the range', () => {
    const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
    expect(readme).toContain(`${kubernetesVersions[0]} to ${newestVersion}`)
  })
})
