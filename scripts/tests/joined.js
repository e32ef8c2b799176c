// What jest reads in the place of a package of ES modules alone: its modules in one script, since there are hundreds.
import { buildSync } from 'esbuild'

function process(_source, file) {
  const { outputFiles } = buildSync({ entryPoints: [file], bundle: true, format: 'cjs', write: false })
  return { code: outputFiles[0].text }
}

export default { process }
