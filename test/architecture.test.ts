import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from '@jest/globals'

/** The import table of the design, "Who may import whom", held against the imports that the code really has. */

interface Room {
  /** Rooms and files whose values may be used. */
  readonly uses?: readonly string[]
  /** Those of which only types may. */
  readonly types?: readonly string[]
  /** Packages and node modules. */
  readonly packages?: readonly RegExp[]
}

const judged = ['world', 'text', 'kube', 'diagnose'] as const

const table: Readonly<Record<string, Room>> = {
  world: { uses: ['text'] },
  text: {},
  // between the rooms of kube, see `roomsUsed` below
  kube: { uses: ['world', 'text'] },
  diagnose: { uses: ['world', 'text', 'kube'] },
  // a rule never imports another one; only the list does
  rules: { uses: [...judged, 'rules/rule.ts'] },
  lint: { uses: judged, types: ['rules/rule.ts'] },
  trace: { uses: judged, types: ['rules/rule.ts'] },
  inspect: { uses: judged, types: ['rules/rule.ts'] },
  // a manifest as text, and what the API server says to it
  validate: { uses: ['world', 'text', 'kube', 'sources/yaml'] },
  author: { uses: [...judged, 'errors.ts', 'sources/yaml'], packages: [/^yaml$/] },
  // what is seen of a cluster, beside what is predicted; what it asks with is handed in
  probe: {
    uses: judged,
    types: ['trace', 'sources/cluster'],
    packages: [/^node:(http|http2|tls|stream|timers\/promises)$/],
  },
  // the results of kube, lint, trace and inspect are what it prints
  report: {
    uses: ['world', 'text'],
    types: ['lint', 'trace', 'inspect', 'diagnose', 'kube'],
    packages: [/^chalk$/],
  },
  sources: {
    uses: ['world', 'text', 'errors.ts'],
    packages: [/^node:/, /^yaml$/, /^tinyglobby$/, /^ajv$/, /^ws$/, /^@kubernetes\/client-node$/],
  },
  commands: {
    uses: [
      ...judged,
      'rules',
      'lint',
      'trace',
      'inspect',
      'probe',
      'validate',
      'author',
      'report',
      'sources',
      'errors.ts',
    ],
    types: ['package.ts'],
    packages: [/./],
  },
  // the public API: everything but the command line
  'index.ts': {
    uses: [
      ...judged,
      'rules',
      'lint',
      'trace',
      'inspect',
      'validate',
      'author',
      'report',
      'sources',
      'errors.ts',
    ],
  },
  'main.ts': { uses: ['commands', 'errors.ts', 'package.ts'] },
  // it loads the built command line; only its type is known here
  launch: { types: ['main.ts'], packages: [/^node:/] },
  'package.ts': { packages: [/^node:/] },
  'errors.ts': {},
}

/** Which other rooms of `kube/` each of them uses. */
const roomsUsed: Readonly<Record<string, readonly string[]>> = {
  core: [],
  apiserver: ['core'],
  workload: ['core'],
  endpointslice: ['core', 'workload'],
  proxy: ['core', 'workload', 'endpointslice'],
  dns: ['core', 'workload', 'endpointslice'],
  policy: ['core', 'workload', 'endpointslice'],
  references: ['core', 'workload', 'dns'],
}

interface Import {
  readonly file: string
  readonly specifier: string
  /** Inside of src, from its root; undefined for a package. */
  readonly target?: string
  readonly onlyTypes: boolean
  readonly lazy: boolean
}

const root = join(import.meta.dirname, '..', 'src')
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replaceAll('\\', '/'))
  .toSorted()
const sources = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]))
const imports = files.flatMap((file) => importsIn(file, textOf(file)))

test('a file imports what its room may', () => {
  const strangers = imports.filter(({ file, specifier, target, onlyTypes }) => {
    const room = roomOf(file)
    const { uses = [], types = [], packages = [] } = table[room] ?? {}
    if (target === undefined) return !packages.some((known) => known.test(specifier))
    const own = room !== 'rules' && target.startsWith(`${room}/`)
    const theList = file === 'rules/index.ts' && target.startsWith('rules/')
    return !own && !theList && !isIn(uses, target) && !(onlyTypes && isIn([...uses, ...types], target))
  })
  expect(strangers.map(({ file, specifier }) => `${file}: ${specifier}`)).toEqual([])
  expect(files.filter((file) => table[roomOf(file)] === undefined)).toEqual([])
})

describe('what is loaded', () => {
  test('chalk: by the palette alone, and only when there is colour', () => {
    expect(
      imports.filter(({ specifier }) => specifier === 'chalk').map(({ file, lazy }) => ({ file, lazy })),
    ).toEqual([{ file: 'report/palette.ts', lazy: true }])
  })

  test('the Kubernetes client: by the login that needs it alone, and that one only when a cluster asks for it', () => {
    const values = imports.filter(({ specifier, target = '', onlyTypes }) => {
      const isClient = specifier === '@kubernetes/client-node' || target === 'sources/cluster/client-login.ts'
      return isClient && !onlyTypes
    })
    expect(values.map(({ file, lazy }) => ({ file, lazy }))).toEqual([
      { file: 'sources/cluster/access.ts', lazy: true },
      { file: 'sources/cluster/client-login.ts', lazy: true },
    ])
  })

  test('the live source: lazily, by whoever reads it', () => {
    const outside = imports.filter(
      ({ file, target, onlyTypes }) =>
        target?.startsWith('sources/cluster/') === true && !file.startsWith('sources/') && !onlyTypes,
    )
    expect(outside.filter(({ lazy }) => !lazy)).toEqual([])
  })

  test('WebSockets: by the streams of pods alone, which nothing but the wire of a probe loads', () => {
    const values = imports.filter(({ specifier, target = '', onlyTypes }) => {
      const isWire = specifier === 'ws' || /^sources\/cluster\/(channels|wire)\.ts$/.test(target)
      return isWire && !onlyTypes
    })
    expect(values.map(({ file, lazy }) => ({ file, lazy }))).toEqual([
      { file: 'commands/shared/live-wire.ts', lazy: true },
      { file: 'sources/cluster/channels.ts', lazy: false },
      { file: 'sources/cluster/wire.ts', lazy: false },
    ])
  })

  test('the probe: when it is asked for', () => {
    const outside = imports.filter(
      ({ file, target, onlyTypes }) =>
        target?.startsWith('probe/') === true && !file.startsWith('probe/') && !onlyTypes,
    )
    expect(outside.filter(({ lazy }) => !lazy)).toEqual([])
  })

  test('oclif: by commands alone', () => {
    const users = imports
      .filter(({ specifier, onlyTypes }) => specifier.startsWith('@oclif/') && !onlyTypes)
      .map(({ file }) => roomOf(file))
    expect([...new Set(users)]).toEqual(['commands'])
  })

  test('neither oclif, chalk nor the client, by who imports the package', () => {
    const seen = new Set<string>()
    const visit = (file: string): void => {
      if (seen.has(file)) return
      seen.add(file)
      for (const { target, onlyTypes, lazy } of imports.filter((item) => item.file === file))
        if (target !== undefined && !onlyTypes && !lazy) visit(target)
    }
    if (!sources.has('index.ts')) return
    visit('index.ts')
    const packages = imports
      .filter(
        ({ file, target, onlyTypes, lazy }) => seen.has(file) && target === undefined && !onlyTypes && !lazy,
      )
      .map(({ specifier }) => specifier)
    expect(packages.filter((name) => /^@oclif|^chalk$|^@kubernetes/.test(name))).toEqual([])
  })
})

describe('what is never touched', () => {
  const touching = (room: RegExp, what: RegExp) =>
    files.filter((file) => room.test(file) && what.test(words(file)))

  test('process, console, clock and chance, by what is pure', () => {
    const pure = /^(world|text|kube|diagnose|rules|lint|trace|inspect|author|probe)\//
    const impure = /\b(process|console)\.|\bnew Date\b|\bDate\.|\bMath\.random\b|\bperformance\./
    expect(touching(pure, impure)).toEqual([])
  })

  test('process and the clock, by reports', () => {
    expect(touching(/^report\//, /\bprocess\.|\bnew Date\b|\bDate\.|\bconsole\./)).toEqual([])
  })
})

describe('the house', () => {
  test('a World has one memo: no other cache is kept by World', () => {
    expect(files.filter((file) => /new (?:Weak)?Map<(?:readonly )?World\b/.test(textOf(file)))).toEqual([])
  })

  test.each(Object.keys(roomsUsed))('kube/%s uses what is below it', (room) => {
    const roomIn = (file: string) => /^kube\/([a-z]+)\//.exec(file)?.[1]
    const others = imports
      .filter(({ file }) => roomIn(file) === room)
      .map(({ target = '' }) => roomIn(target))
    expect(
      others.filter((other) => other !== undefined && other !== room && !roomsUsed[room]?.includes(other)),
    ).toEqual([])
  })

  test('has every room of kube in that order', () => {
    const rooms = files
      .map((file) => /^kube\/([a-z]+)\//.exec(file)?.[1])
      .filter((room) => room !== undefined)
    expect([...new Set(rooms)].toSorted()).toEqual(Object.keys(roomsUsed).toSorted())
  })

  // imports of types as well: two files that name each other's types are one thing in two places
  test('has no import that goes in a circle', () => {
    const circles: string[] = []
    const done = new Set<string>()
    const visit = (file: string, trail: readonly string[]): void => {
      if (trail.includes(file)) circles.push([...trail.slice(trail.indexOf(file)), file].join(' → '))
      if (trail.includes(file) || done.has(file)) return
      for (const { target } of imports.filter((item) => item.file === file))
        if (target !== undefined) visit(target, [...trail, file])
      done.add(file)
    }
    for (const file of files) visit(file, [])
    expect(circles).toEqual([])
  })

  test('has no import of a file that is not there', () => {
    expect(
      imports
        .filter(({ target }) => target !== undefined && !sources.has(target))
        .map(({ file, specifier }) => `${file}: ${specifier}`),
    ).toEqual([])
  })

  test('has no file above 300 lines', () => {
    expect(files.filter((file) => textOf(file).split('\n').length > 301)).toEqual([])
  })

  test('has kebab-case files, none of them named after nothing', () => {
    expect(files.filter((file) => !/^([a-z][a-z0-9-]*\/)*[a-z][a-z0-9-]*(\.d)?\.ts$/.test(file))).toEqual([])
    expect(
      files.filter((file) => /(^|[/-])(utils?|helpers?|manager|handler|misc|common)\.ts$/.test(file)),
    ).toEqual([])
  })

  const typesOf = (file: string) =>
    [...textOf(file).matchAll(/^(export )?(?:declare )?(?:type|interface|class) (\w+)/gm)].map(
      ([, shared, name = '']) => ({ name, file, shared: shared !== undefined }),
    )

  test('has one meaning for the name of a type that files share', () => {
    const shared = files.flatMap(typesOf).filter((type) => type.shared)
    const twice = shared.filter(({ name, file }) =>
      shared.some((other) => other.name === name && other.file !== file),
    )
    expect(twice).toEqual([])
  })

  // each rule has its own Data
  test('takes no name of a shared type for something of one file, nor one name for three things', () => {
    const types = files.flatMap(typesOf)
    const ambiguous = types.filter(({ name, file, shared }) => {
      const others = types.filter((other) => other.name === name && other.file !== file)
      return name !== 'Data' && !shared && (others.length > 1 || others.some((other) => other.shared))
    })
    expect(ambiguous).toEqual([])
  })

  test('has default exports in commands alone, where oclif wants them', () => {
    expect(
      files.filter(
        (file) =>
          /^export default\b|\bas default\b/m.test(textOf(file)) && !/^commands\/[a-z-]+\.ts$/.test(file),
      ),
    ).toEqual([])
  })
})

test('each group of small test files is run by a file of its own', () => {
  const folder = join(import.meta.dirname, 'together')
  const { groups } = JSON.parse(readFileSync(join(folder, 'groups.json'), 'utf8')) as { groups: object }
  const runs = readdirSync(folder)
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => /^runTogether\('(.+)'\)$/m.exec(readFileSync(join(folder, file), 'utf8'))?.[1])
  expect(new Set(runs)).toEqual(new Set(Object.keys(groups)))
})

test('the reader of imports sees every form', () => {
  const text = `import a from 'p1'
import type { b } from './b.ts'
import { type c, type d } from './c.ts'
import { type e, f } from './d.ts'
import 'p2'
export { g } from './e.ts'
export type { h } from './f.ts'
export * from './g.ts'
import {
  i,
  type j,
} from './h.ts'
const k = await import('p3')
type L = import('./i.ts').L
// import { m } from './no.ts'
const n = "import { o } from './no.ts'"
`
  expect(
    importsIn('x/a.ts', text)
      .map(
        ({ specifier, target, onlyTypes, lazy }) =>
          `${target ?? specifier}${onlyTypes ? ' types' : ''}${lazy ? ' lazy' : ''}`,
      )
      .toSorted(),
  ).toEqual([
    'p1',
    'p2',
    'p3 lazy',
    'x/b.ts types',
    'x/c.ts types',
    'x/d.ts',
    'x/e.ts',
    'x/f.ts types',
    'x/g.ts',
    'x/h.ts',
    'x/i.ts types',
  ])
})

function importsIn(file: string, text: string): Import[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '')
  const statements = [
    ...code.matchAll(/^(?:import|export)\s(?<what>[^'"`;=()]*?\bfrom\s+|\s*)'(?<specifier>[^']+)'/gm),
  ].map(({ groups }) => ({
    specifier: groups?.['specifier'] ?? '',
    onlyTypes: isOnlyTypes(groups?.['what'] ?? ''),
    lazy: false,
  }))
  const calls = [
    ...code.matchAll(/(?<type>(?:^type .*=|[:<|&]|\btypeof)\s*)?\bimport\('(?<specifier>[^']+)'\)/gm),
  ].map(({ groups }) => ({
    specifier: groups?.['specifier'] ?? '',
    onlyTypes: groups?.['type'] !== undefined,
    lazy: groups?.['type'] === undefined,
  }))
  return [...statements, ...calls].map((item) => {
    const target = item.specifier.startsWith('.')
      ? normalize(join(dirname(file), item.specifier)).replaceAll('\\', '/')
      : undefined
    return { file, ...item, ...(target === undefined ? {} : { target }) }
  })
}

function isOnlyTypes(what: string): boolean {
  if (/^\s*type\b/.test(what)) return true
  const names =
    /\{([^}]*)\}/
      .exec(what)?.[1]
      ?.split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '') ?? []
  return names.length > 0 && names.every((name) => name.startsWith('type '))
}

function roomOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : file
}

function isIn(rooms: readonly string[], target: string): boolean {
  return rooms.some((room) => target === room || target.startsWith(`${room}/`))
}

/** The code of a file without its comments and strings, which may speak of anything. */
function words(file: string): string {
  return textOf(file)
    .replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    .replaceAll(/'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, "''")
}

function textOf(file: string): string {
  return sources.get(file) ?? ''
}

test('a kubectl command that is printed for one object is built in one place, which quotes', () => {
  const byHand = files.filter((file) =>
    /kubectl (?:get|describe|patch|run|exec|port-forward|scale|delete) [^`\n]*\$\{/.test(textOf(file)),
  )
  // the context of a hint is quoted there, too
  expect(byHand.filter((file) => !file.startsWith('sources/cluster/'))).toEqual([])
})

describe('CONTRIBUTING', () => {
  const text = readFileSync(join(root, '..', 'CONTRIBUTING.md'), 'utf8')
  // what a contributor makes is written with a placeholder
  const paths = [...text.matchAll(/`((?:src|test|schemas|docs)\/[\w./-]+)`/g)].map(([, path = '']) => path)

  test.each([...new Set(paths)])('names %s, which exists', (path) => {
    expect(existsSync(join(root, '..', path))).toBe(true)
  })

  test('has a row for each room', () => {
    for (const room of new Set(files.map(roomOf)))
      if (!room.endsWith('.ts')) expect(text).toContain(`\`src/${room}/\``)
  })
})
