import { afterAll, afterEach, expect, test } from '@jest/globals'
import { svc } from '../svc.ts'
import { cleanUp, folder, kubeconfig, pods, start, stopServers, write } from './cluster-fixtures.ts'
import { selfSignedCertificate } from './self-signed-certificate.ts'

// kubectl's flags in the place of what the kubeconfig says
afterEach(stopServers)
afterAll(cleanUp)

const tls = selfSignedCertificate()
const authority = write(tls.cert)
const trusted = { 'certificate-authority-data': Buffer.from(tls.cert).toString('base64') }
const objects = { pods: pods(1), services: [] }

const cases: readonly {
  name: string
  /** `URL` is that of the server. */
  flags: string
  config?: (url: string) => unknown
  authorization?: string
}[] = [
  {
    name: '--token in the place of a plugin',
    flags: '--token flag',
    config: (url) => kubeconfig(url, { cluster: trusted, user: { exec: { command: './gone' } } }),
    authorization: 'Bearer flag',
  },
  {
    name: '--user, another entry',
    flags: '--user eve',
    config: (url) => {
      const config = kubeconfig(url, { cluster: trusted, user: { token: 'ada' } })
      return { ...config, users: [...config.users, { name: 'eve', user: { token: 'eve' } }] }
    },
    authorization: 'Bearer eve',
  },
  {
    name: '--cluster, another entry, without a context',
    flags: '--cluster two --user ada',
    config: (url) => ({
      ...kubeconfig('https://127.0.0.1:1', { user: { token: 'ada' } }),
      'current-context': '',
      clusters: [{ name: 'two', cluster: { server: url, ...trusted } }],
    }),
    authorization: 'Bearer ada',
  },
  {
    name: '--server in the place of the address, with the authority of the entry',
    flags: '--server URL',
    config: () => kubeconfig('https://127.0.0.1:1', { cluster: trusted, user: { token: 'ada' } }),
    authorization: 'Bearer ada',
  },
  {
    name: '--server and --certificate-authority, without a kubeconfig',
    flags: `-s URL --certificate-authority ${authority} --token flag`,
    authorization: 'Bearer flag',
  },
  {
    name: '--certificate-authority in the place of a wrong one',
    flags: `--certificate-authority ${authority}`,
    config: (url) =>
      kubeconfig(url, {
        cluster: {
          'certificate-authority-data': Buffer.from(selfSignedCertificate().cert).toString('base64'),
        },
        user: { token: 'ada' },
      }),
    authorization: 'Bearer ada',
  },
  {
    name: '--insecure-skip-tls-verify, also beside an authority',
    flags: '--insecure-skip-tls-verify',
    config: (url) => kubeconfig(url, { cluster: trusted, user: { token: 'ada' } }),
    authorization: 'Bearer ada',
  },
]

test.each(cases)('$name', async ({ flags, config, authorization }) => {
  const server = await start({ objects, tls })
  const words = flags.replace('URL', server.url).split(' ')
  const file = config === undefined ? [] : ['--kubeconfig', write(config(server.url))]
  const { stdout, stderr } = await svc(['ls', ...file, ...words], { env: { HOME: folder }, cwd: folder })
  expect(server.seen[0]?.headers.authorization).toBe(authorization)
  expect(stdout + stderr).not.toMatch(/flag\b.*Bearer|Bearer/)
})

test('--as-uid needs a user, and is sent with it', async () => {
  const server = await start({ objects, tls })
  const file = write(kubeconfig(server.url, { cluster: trusted }))
  const run = (...flags: string[]) =>
    svc(['ls', '--kubeconfig', file, ...flags], { env: { HOME: folder }, cwd: folder })
  await run('--as', 'eve', '--as-uid', '7')
  expect(server.seen[0]?.headers).toMatchObject({ 'impersonate-user': 'eve', 'impersonate-uid': '7' })
  expect(await run('--as-uid', '7')).toMatchObject({ status: 2, stderr: expect.stringContaining('add --as') })
})

test.each([
  ['--server ftp://a', 'is not an http or https URL'],
  ['--server https://127.0.0.1:1 --user eve', 'there is no user "eve"'],
  ['--cluster two', 'there is no cluster "two"'],
  ['--server https://127.0.0.1:1 -f .', 'leave out the files, or --server'],
])('%s is refused', async (flags, said) => {
  const file = write(kubeconfig('https://127.0.0.1:1'))
  const { status, stderr } = await svc(['ls', ...flags.split(' ')], {
    env: { HOME: folder, KUBECONFIG: file },
    cwd: folder,
  })
  expect(stderr).toContain(said)
  expect(status).toBe(2)
})
