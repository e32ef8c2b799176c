// Packs the executables in build/ and writes what package managers read of them: SHA256SUMS, a krew manifest, a Homebrew formula.
// Usage: node scripts/release/manifests.js VERSION HOMEPAGE, as in v1.2.0 https://github.com/OWNER/REPOSITORY. Out: build/release/.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { stringify } from 'yaml'

const root = resolve(import.meta.dirname, '..', '..')
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { build: { type: 'string', default: join(root, 'build') } },
})
const [version = '', homepage = ''] = positionals
if (!/^v\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version) || !/^https:\/\/\S+$/.test(homepage))
  throw new Error('usage: node scripts/release/manifests.js v1.2.0 https://github.com/OWNER/REPOSITORY')

const { description, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const platforms = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']
const out = join(values.build, 'release')
rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })

const archives = platforms.map((platform) => {
  const executable = join(values.build, `svc-${platform}`)
  if (!existsSync(executable))
    throw new Error(`${executable} is missing: node scripts/executable.js ${platform}`)
  const name = `svc-${platform}.tar.gz`
  const folder = mkdtempSync(join(tmpdir(), 'svc-release-'))
  try {
    copyFileSync(executable, join(folder, 'kubectl-svc'))
    copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'))
    execFileSync('tar', ['-czf', join(out, name), '-C', folder, 'kubectl-svc', 'LICENSE'])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const sha256 = createHash('sha256')
    .update(readFileSync(join(out, name)))
    .digest('hex')
  return { platform, name, sha256, uri: `${homepage}/releases/download/${version}/${name}` }
})

writeFileSync(join(out, 'SHA256SUMS'), archives.map(({ sha256, name }) => `${sha256}  ${name}\n`).join(''))
writeFileSync(join(out, 'check-service.yaml'), stringify(krewManifest()))
writeFileSync(join(out, 'kubectl-svc.rb'), formula())

/**
 * https://krew.sigs.k8s.io/docs/developer-guide/plugin-manifest/. Its naming guide wants a verb and a resource, and no word of
 * kubectl's own, such as `svc`: with krew the command is `kubectl check-service`.
 */
function krewManifest() {
  return {
    apiVersion: 'krew.googlecontainertools.github.com/v1alpha2',
    kind: 'Plugin',
    metadata: { name: 'check-service' },
    spec: {
      version,
      homepage,
      shortDescription: 'Author, lint and trace Services',
      description: `${description}.\n`,
      platforms: archives.map(({ platform, uri, sha256 }) => {
        const [os, arch] = platform.split('-')
        return {
          selector: { matchLabels: { os, arch: arch === 'x64' ? 'amd64' : arch } },
          uri,
          sha256,
          bin: 'kubectl-svc',
        }
      }),
    },
  }
}

/** https://docs.brew.sh/Formula-Cookbook */
function formula() {
  const blockOf = (os) => {
    const blocks = archives
      .filter(({ platform }) => platform.startsWith(os === 'macos' ? 'darwin' : 'linux'))
      .map(
        ({ platform, uri, sha256 }) =>
          `    on_${platform.endsWith('arm64') ? 'arm' : 'intel'} do\n      url "${uri}"\n      sha256 "${sha256}"\n    end`,
      )
    return `  on_${os} do\n${blocks.join('\n')}\n  end`
  }
  return `class KubectlSvc < Formula
  desc "Author, lint and trace Kubernetes Services"
  homepage "${homepage}"
  version "${version.slice(1)}"
  license "${license}"

${blockOf('macos')}
${blockOf('linux')}

  def install
    bin.install "kubectl-svc"
    bin.install_symlink "kubectl-svc" => "svc"
    generate_completions_from_executable(bin/"svc", "completion")
  end

  test do
    (testpath/"service.yaml").write "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: 80}]}}"
    assert_match "nothing", shell_output("#{bin}/svc lint service.yaml")
  end
end
`
}
