export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/bed/', '<rootDir>/test/real/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  // by default jest leaves one core to itself, which is half of a machine with two
  maxWorkers: '100%',
  // a limit for what hangs: on a busy machine a process takes seconds to start
  testTimeout: 60_000,
  setupFiles: ['<rootDir>/test/setup.ts'],
  coverageProvider: 'v8',
}
