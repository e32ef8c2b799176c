import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { patchOf, type Fix, type PatchOperation } from '../../src/diagnose/fix.ts'
import { lint } from '../../src/lint/lint.ts'
import { rules } from '../../src/rules/index.ts'
import { trace } from '../../src/trace/trace.ts'
import type { Manifest } from '../../src/world/types/manifest.ts'
import type { World } from '../../src/world/world.ts'
import { patched } from './patched.ts'
import { complete, partial, worldOf } from '../world-of.ts'
import { applications, faults, lockedOut, manifestsOf, type Application } from './broken-applications.ts'

// advice is worth its name when it helps: what is proposed is done, and then the finding is gone and the request arrives

const question = ({ target, port }: Application) => ({
  target: `${target}:${port}`,
  from: 'pod/client',
  namespace: 'default',
})

/** The manifests after a fix; new objects are taken in. */
function after(world: World, fix: Fix): Manifest[] {
  return world.resources.map((resource) =>
    patchOf(fix, resource).reduce((manifest, operation) => patched(manifest, operation), resource.manifest),
  )
}

/** The objects after the command of a trace: a patch of one, or one more. */
function afterRepair(world: World, command: string, patch: readonly PatchOperation[] = []): Manifest[] {
  const created = /^echo '(.*)' \| kubectl apply -f -$/.exec(command)?.[1]
  const all = world.resources.map(({ manifest }) => manifest)
  if (created !== undefined) return [...all, JSON.parse(created) as Manifest]
  const [, kind, name] = /^kubectl patch (\w+) (\S+)/.exec(command) ?? []
  return all.map((manifest) =>
    manifest.kind.toLowerCase() === kind && manifest.metadata?.name === name
      ? patch.reduce((item, operation) => patched(item, operation), manifest)
      : manifest,
  )
}

const worrying = (world: World) =>
  lint(world, rules).findings.filter(({ severity, verdict }) => severity !== 'note' && verdict === 'broken')

describe.each([
  ['in files that were all read', complete],
  ['in a part of the files', partial],
] as const)('%s', (_, coverage) => {
  test('nothing is wrong with the application itself', () => {
    fc.assert(
      fc.property(applications, (app) => {
        const world = worldOf(manifestsOf(app), [coverage])
        expect(worrying(world).map(({ rule, message }) => `${rule}: ${message}`)).toEqual([])
        expect(trace(world, question(app)).verdict.status).toBe('works')
      }),
      { numRuns: 8 },
    )
  })

  // a policy more is no edit of what is there: the trace gives the command
  const edited = Object.entries(faults).filter(([what]) => what !== lockedOut)

  test.each(edited)('%s: what is proposed helps', (_what, fault) => {
    fc.assert(
      fc.property(applications, (app) => {
        fc.pre(fault(app))
        let world = worldOf(manifestsOf(app), [coverage])
        const fixable = worrying(world).filter(({ fix }) => fix !== undefined)
        expect(fixable.length).toBeGreaterThan(0)
        for (const { fix, rule } of fixable) {
          const fixed = worldOf(after(world, fix as Fix), [coverage])
          expect(worrying(fixed).map((finding) => finding.rule)).not.toContain(rule)
        }
        for (let round = 0; round < 4; round++) {
          const next = worrying(world).find(({ fix }) => fix !== undefined)
          if (next?.fix !== undefined) world = worldOf(after(world, next.fix), [coverage])
        }
        expect(worrying(world).map(({ rule, message }) => `${rule}: ${message}`)).toEqual([])
        expect(trace(world, question(app)).verdict.status).toBe('works')
      }),
      { numRuns: 6 },
    )
  })

  // where the trace names one edit, it is the one after which the request arrives
  test.each(Object.entries(faults))('%s: the edit of the trace helps', (_what, fault) => {
    fc.assert(
      fc.property(applications, (app) => {
        fc.pre(fault(app))
        const world = worldOf(manifestsOf(app), [coverage])
        const { verdict, repair } = trace(world, question(app))
        if (verdict.status === 'works' || repair?.command === undefined) return
        const manifests = afterRepair(world, repair.command, repair.patch)
        expect(trace(worldOf(manifests, [coverage]), question(app)).verdict).toMatchObject({
          status: 'works',
        })
      }),
      { numRuns: 6 },
    )
  })
})
