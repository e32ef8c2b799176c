import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Writes a kubeconfig with everything inside, so that it can be copied. It is JSON, which every reader of YAML reads.
 * @param {{state: string, file: string, server: string, user: string}} wanted `user` is the name of a certificate in pki/
 */
export function writeKubeconfig({ state, file, server, user }) {
  const base64 = (/** @type {string} */ name) => readFileSync(join(state, 'pki', name)).toString('base64')
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'bed',
    clusters: [{ name: 'bed', cluster: { server, 'certificate-authority-data': base64('ca.crt') } }],
    users: [
      {
        name: user,
        user: { 'client-certificate-data': base64(`${user}.crt`), 'client-key-data': base64(`${user}.key`) },
      },
    ],
    contexts: [{ name: 'bed', context: { cluster: 'bed', user } }],
  }
  writeFileSync(join(state, file), `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 })
}
