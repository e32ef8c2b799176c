import base from './jest.config.js'

// tests against real Kubernetes: test/bed/README.md says what they need
export default {
  ...base,
  testMatch: ['<rootDir>/test/real/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 300_000,
}
