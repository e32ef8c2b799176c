// Writes what a bundle holds of other people's packages: their licences, for readers, and an SBOM, for programs.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The packages whose files are in these bundles, by the metafiles of esbuild. */
export function bundledPackages(root, metafiles) {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const inputs = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap(({ inputs: used }) =>
      Object.entries(used).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
    ),
  )
  const folders = inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [])
  return [...new Set(folders)].map((folder) => packageIn(root, folder, lock[folder])).toSorted(byName)
}

function packageIn(root, folder, { integrity, version: locked } = {}) {
  const { name, version, license, author } = JSON.parse(
    readFileSync(join(root, folder, 'package.json'), 'utf8'),
  )
  if (locked !== version) throw new Error(`${folder} is ${version}, and package-lock.json has ${locked}`)
  const texts = readdirSync(join(root, folder))
    .filter((file) => /^(licen[cs]e|notice|copying)\b/i.test(file))
    .map((file) => readFileSync(join(root, folder, file), 'utf8').trim())
  const by = typeof author === 'object' ? author.name : author
  return { name, version, license, by, integrity, texts }
}

function byName(a, b) {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
}

export function writeLicences(file, packages) {
  const parts = packages.map(({ name, version, license, by, texts }) => {
    const text =
      texts.length > 0 ? texts.join('\n\n') : `${license} License${by === undefined ? '' : `, ${by}`}`
    return `## ${name} ${version}\n\n${license}\n\n\`\`\`text\n${text}\n\`\`\`\n`
  })
  const head = `# Third-party software\n\nThese packages are part of what is in this folder, under licences of their own.\n`
  writeFileSync(file, [head, ...parts].join('\n'))
}

/** CycloneDX 1.6, without a serial number or a time: the same sources make the same file. */
export function writeSbom(file, { name, version }, packages) {
  const components = packages.map((item) => ({
    type: 'library',
    'bom-ref': purl(item),
    name: item.name,
    version: item.version,
    purl: purl(item),
    licenses: [{ expression: item.license }],
    hashes: [
      {
        alg: 'SHA-512',
        content: Buffer.from(item.integrity.slice('sha512-'.length), 'base64').toString('hex'),
      },
    ],
  }))
  const main = {
    type: 'application',
    'bom-ref': purl({ name, version }),
    name,
    version,
    purl: purl({ name, version }),
  }
  const sbom = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: main },
    components,
    dependencies: [{ ref: main['bom-ref'], dependsOn: components.map((item) => item['bom-ref']) }],
  }
  writeFileSync(file, `${JSON.stringify(sbom, null, 2)}\n`)
}

function purl({ name, version }) {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`
}
