// A copy of the project in a temporary folder, as JavaScript that Node runs without a loader.
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { transformSync } from '@swc/core'

const copied = [
  'src',
  'test',
  'schemas',
  'examples',
  'docs',
  'deploy',
  'bin',
  'package.json',
  'jest.config.js',
]
const texts = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', '.oxlintrc.json', 'action.yml']

/** In: the folder of the project. Out: the folder of the copy, which has the TypeScript and next to it the JavaScript. */
export function copyOf(root) {
  const place = mkdtempSync(join(tmpdir(), 'svc-mutation-'))
  const filter = (from) => !/\/test\/(?:bed|real)(?:\/.*)?\/(?:node_modules|go)(?:\/|$)/.test(from)
  for (const name of [...copied, ...texts])
    cpSync(join(root, name), join(place, name), { recursive: true, filter })
  symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'))
  const globals = join(place, 'test/node_modules/@jest/globals')
  mkdirSync(globals, { recursive: true })
  writeFileSync(join(globals, 'package.json'), '{"type": "module", "exports": "./index.js"}')
  const suite = new URL('suite.js', import.meta.url).href
  writeFileSync(join(globals, 'index.js'), `export * from '${suite}'\n`)
  for (const file of [...filesBelow(place, 'src', '.ts'), ...filesBelow(place, 'test', '.ts')])
    write(place, file, readFileSync(join(place, file), 'utf8'))
  return place
}

/** Writes the JavaScript of a file of the copy. In: its path, and its TypeScript. */
export function write(place, file, source) {
  const { code } = transformSync(source, {
    filename: file,
    swcrc: false,
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript' },
      rewriteRelativeImportExtensions: true,
    },
    module: { type: 'es6' },
  })
  writeFileSync(join(place, file.replace(/\.ts$/, '.js')), code)
}

/** The paths of the files with that ending below a folder, from `place`, sorted. */
export function filesBelow(place, folder, ending) {
  return readdirSync(join(place, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending) && !file.startsWith('bed/') && !file.startsWith('node_modules/'))
    .map((file) => `${folder}/${file}`)
    .toSorted()
}
