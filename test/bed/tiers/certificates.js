import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BedError } from '../lifecycle/bed-error.js'
import { program } from '../lifecycle/programs.js'
import { addresses, nodes } from './addresses.js'

const serverNames = [
  'localhost',
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
  '127.0.0.1',
  addresses.controlPlane,
  addresses.kubernetesService,
]

const wanted = [
  { file: 'kube-apiserver', commonName: 'kube-apiserver', hosts: serverNames },
  { file: 'admin', commonName: 'bed-admin', organization: ['system:masters'] },
  { file: 'kubelet-client', commonName: 'kube-apiserver-kubelet-client', organization: ['system:masters'] },
  { file: 'kube-scheduler', commonName: 'system:kube-scheduler' },
  { file: 'kube-proxy', commonName: 'system:kube-proxy' },
  ...nodes.map((node) => ({
    file: node.name,
    commonName: `system:node:${node.name}`,
    organization: ['system:nodes'],
    hosts: [node.name, node.address],
  })),
]

/** Makes every key and certificate of a tier, with an authority that lives as long as the tier. @param {string} state */
export function writeCertificates(state) {
  const folder = join(state, 'pki')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { status, stderr } = spawnSync(program('bedtool'), ['certificates', folder], {
    input: JSON.stringify(wanted),
    encoding: 'utf8',
  })
  if (status !== 0) throw new BedError(stderr.trim())
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'sec1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  writeFileSync(join(folder, 'service-account.key'), privateKey, { mode: 0o600 })
  writeFileSync(join(folder, 'service-account.pub'), publicKey)
}
