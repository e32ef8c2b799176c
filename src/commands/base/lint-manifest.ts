import { SvcError } from '../../errors.ts'
import { lint } from '../../lint/lint.ts'
import { rules } from '../../rules/index.ts'
import type { Manifest } from '../../world/manifest.ts'
import { buildWorld, toResource } from '../../world/world.ts'

/** Lints a manifest that svc wrote itself. Throws SvcError `usage` with the first finding: what was asked for is wrong. */
export function lintManifest(manifest: Manifest): void {
  const origin = { label: 'the new Service', locate: () => undefined, comments: () => [] }
  const resources = [toResource(manifest, 'default', origin)]
  const world = buildWorld({
    resources,
    coverage: [{ state: 'partial', because: 'only the new Service is known' }],
  })
  const finding = lint(world, rules).findings.find(({ verdict }) => verdict === 'broken')
  if (finding === undefined) return
  throw new SvcError('usage', finding.message, { hint: finding.hint ?? `svc explain ${finding.rule}` })
}
