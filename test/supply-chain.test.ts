import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'

/** The lockfile is the only source of versions, and a release checks what it is made of: SECURITY.md says so. */

interface Locked {
  readonly version?: string
  readonly integrity?: string
  readonly resolved?: string
  readonly hasInstallScript?: boolean
  readonly dev?: boolean
}

const read = (file: string) => readFileSync(join(import.meta.dirname, '..', file), 'utf8')

test('each package of the lockfile has a checksum, and comes from the registry', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> }
  const { '': root, ...others } = packages
  expect(root).toBeDefined()
  expect(Object.keys(others).length).toBeGreaterThan(100)
  for (const [path, { version, integrity, resolved, hasInstallScript, dev }] of Object.entries(others)) {
    expect([path, version]).toEqual([path, expect.stringMatching(/^\d+\.\d+\.\d+/)])
    expect([path, integrity]).toEqual([path, expect.stringMatching(/^sha512-/)])
    if (resolved !== undefined) expect(resolved).toMatch(/^https:\/\/registry\.npmjs\.org\//)
    // an install of the package runs no script of others
    if (hasInstallScript === true) expect([path, dev]).toEqual([path, true])
  }
})

test('a release runs no install scripts, and has signatures, SBOM and provenance', () => {
  const { jobs } = parse(read('.github/workflows/release.yml')) as {
    jobs: Record<string, { steps: { run?: string; uses?: string }[] }>
  }
  for (const { steps } of Object.values(jobs))
    for (const { run = '' } of steps) if (/\bnpm ci\b/.test(run)) expect(run).toContain('--ignore-scripts')
  const all = Object.values(jobs)
    .flatMap(({ steps }) => steps.map(({ run = '', uses = '' }) => `${run}${uses}`))
    .join('\n')
  for (const step of [
    'npm audit signatures',
    'sbom.cdx.json',
    '--provenance',
    'attest-build-provenance',
    'npm@^11',
  ])
    expect(all).toContain(step)
})
