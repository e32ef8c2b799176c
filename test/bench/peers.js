// The other linters of manifests, as far as they are on the PATH: each reads the same folder as `svc lint`.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isOnPath } from './measure.js'

/** What to run for a folder of manifests. `work`: a folder for what they need. */
export function peersFor(folder, work) {
  const files = readdirSync(folder).map((name) => join(folder, name))
  return [
    { program: 'kube-score', args: ['score', '--output-format', 'ci', ...files] },
    {
      // its schemas are on the internet; with empty ones it only reads
      program: 'kubeconform',
      args: ['-schema-location', `${emptySchemas(work)}/{{.ResourceKind}}.json`, folder],
      note: 'reads only: with empty schemas',
    },
    { program: 'kubectl-validate', args: [folder] },
  ].filter(({ program }) => isOnPath(program))
}

function emptySchemas(work) {
  const folder = join(work, 'schemas')
  mkdirSync(folder, { recursive: true })
  for (const kind of ['service', 'deployment']) writeFileSync(join(folder, `${kind}.json`), '{}')
  return folder
}
