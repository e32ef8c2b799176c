import { expect, test } from '@jest/globals'
import { proxyFromEnvironment } from '../../src/sources/cluster/proxy.ts'

const proxy = 'http://proxy.internal:3128'
const remote = 'https://api.example.com:6443'

test.each([
  ['https', remote, { HTTPS_PROXY: proxy, HTTP_PROXY: 'http://other' }, proxy],
  ['http', 'http://api.example.com', { HTTP_PROXY: proxy, HTTPS_PROXY: 'http://other' }, proxy],
  ['lower case', remote, { https_proxy: proxy }, proxy],
  ['upper case first', remote, { HTTPS_PROXY: proxy, https_proxy: 'http://other' }, proxy],
  ['an empty one is none', remote, { HTTPS_PROXY: '' }, undefined],
  ['without a scheme', remote, { HTTPS_PROXY: 'proxy.internal:3128' }, proxy],
  ['none', remote, {}, undefined],
  ['localhost is never behind a proxy', 'https://localhost:6443', { HTTPS_PROXY: proxy }, undefined],
  ['nor a loopback address', 'https://127.8.0.1:6443', { HTTPS_PROXY: proxy }, undefined],
  ['in IPv6 neither', 'https://[::1]:6443', { HTTPS_PROXY: proxy }, undefined],
])('%s', (_, server, env, expected) => {
  expect(proxyFromEnvironment(new URL(server), env)).toBe(expected)
})

// each as golang.org/x/net/http/httpproxy decides it
test.each([
  ['*', remote, true],
  ['example.com', remote, true],
  ['EXAMPLE.com', remote, true],
  ['.example.com', remote, true],
  ['*.example.com', remote, true],
  ['.api.example.com', remote, false],
  ['api.example.com', remote, true],
  ['ample.com', remote, false],
  ['api.example.com:6443', remote, true],
  ['api.example.com:443', remote, false],
  ['other.org, example.com', remote, true],
  ['10.0.0.0/8', 'https://10.1.2.3', true],
  ['10.0.0.0/8', 'https://11.1.2.3', false],
  ['10.0.0.0/99', 'https://10.1.2.3', false],
  ['10.1.2.3', 'https://10.1.2.3:6443', true],
  ['10.1.2.3:6443', 'https://10.1.2.3:6443', true],
  ['10.1.2.3:443', 'https://10.1.2.3:6443', false],
  ['fd00::/8', 'https://[fd00::1]:6443', true],
  ['fd00::1', 'https://[fd00::1]:6443', true],
  ['[fd00::1]:6443', 'https://[fd00::1]:6443', true],
])('NO_PROXY=%s and %s: exempt %s', (list, server, exempt) => {
  const env = { HTTPS_PROXY: proxy, NO_PROXY: list }
  expect(proxyFromEnvironment(new URL(server), env)).toBe(exempt ? undefined : proxy)
})
