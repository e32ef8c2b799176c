/** etcd, kube-apiserver and kube-controller-manager: the whole of tier (b), and the ground of tier (c). */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { program } from '../lifecycle/programs.js'
import { addresses, serviceRanges } from './addresses.js'
import { corefile } from './corefile.js'
import { startComponent, until } from './component.js'
import { writeKubeconfig } from './kubeconfig.js'
import { connect } from './kubernetes.js'

/** @typedef {{controllers: string[], nodes: boolean}} Shape */

/** What decides about Services and their endpoints, and what makes pods. No ServiceAccounts: a pod can be written without waiting for one. */
export const withoutNodes = {
  nodes: false,
  controllers: [
    'endpointslice',
    'endpoints',
    'endpointslice-mirroring',
    'namespace',
    'service-cidr',
    'deployment',
    'replicaset',
    'replicationcontroller',
    'statefulset',
    'daemonset',
    'job',
  ].map((name) => `${name}-controller`),
}

/** What workloads need besides. */
export const withNodes = {
  nodes: true,
  controllers: [
    ...withoutNodes.controllers,
    'serviceaccount-controller',
    'serviceaccount-token-controller',
    'root-ca-certificate-publisher-controller',
    'garbage-collector-controller',
    'pod-garbage-collector-controller',
    'node-lifecycle-controller',
    'taint-eviction-controller',
    'disruption-controller',
    'clusterrole-aggregation-controller',
  ],
}

/** Starts the components and returns when they work. @param {string} state @param {Shape} shape */
export async function startControlPlane(state, shape) {
  const inside = 'https://127.0.0.1:6443'
  writeKubeconfig({ state, file: 'inside-admin.kubeconfig', server: inside, user: 'admin' })
  startComponent(state, 'etcd', etcd(state))
  startComponent(state, 'kube-apiserver', apiServer(state, shape))
  const api = connect(join(state, 'inside-admin.kubeconfig'))
  await until('the API server is ready', () => api.succeeds('/readyz'))
  startComponent(state, 'kube-controller-manager', controllerManager(state, shape))
  // The controllers follow a moment later; whoever waits for slices (world.js) waits for them as well.
  await until('the namespace default exists', () => api.succeeds('/api/v1/namespaces/default'))
  return api
}

/** CoreDNS beside the API server, where there are no pods to run it in. @param {string} state */
export async function startDns(state) {
  const pki = (/** @type {string} */ file) => join(state, 'pki', file)
  const access = [
    'endpoint https://127.0.0.1:6443',
    `tls ${pki('admin.crt')} ${pki('admin.key')} ${pki('ca.crt')}`,
  ]
  writeFileSync(join(state, 'Corefile'), corefile(access))
  startComponent(state, 'coredns', [program('coredns'), '-conf', join(state, 'Corefile')])
  const ready = () =>
    fetch('http://127.0.0.1:8181/ready').then(
      ({ ok }) => ok || undefined,
      () => undefined,
    )
  await until('CoreDNS is ready', ready)
}

/** @param {string} state */
function etcd(state) {
  return [program('etcd'), '--data-dir', join(state, 'etcd'), '--unsafe-no-fsync', '--log-level', 'warn']
}

/** @param {string} state @param {Shape} shape */
function apiServer(state, shape) {
  const pki = (/** @type {string} */ file) => join(state, 'pki', file)
  const emulated = process.env.SVC_BED_VERSION
  return [
    program('kube-apiserver'),
    '--etcd-servers=http://127.0.0.1:2379',
    `--advertise-address=${addresses.controlPlane}`,
    `--service-cluster-ip-range=${serviceRanges}`,
    `--authorization-mode=${shape.nodes ? 'Node,RBAC' : 'RBAC'}`,
    `--client-ca-file=${pki('ca.crt')}`,
    `--tls-cert-file=${pki('kube-apiserver.crt')}`,
    `--tls-private-key-file=${pki('kube-apiserver.key')}`,
    '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
    `--service-account-key-file=${pki('service-account.pub')}`,
    `--service-account-signing-key-file=${pki('service-account.key')}`,
    `--kubelet-certificate-authority=${pki('ca.crt')}`,
    '--kubelet-preferred-address-types=InternalIP',
    `--kubelet-client-certificate=${pki('kubelet-client.crt')}`,
    `--kubelet-client-key=${pki('kubelet-client.key')}`,
    '--max-requests-inflight=2000',
    '--max-mutating-requests-inflight=1000',
    ...(shape.nodes ? [] : ['--disable-admission-plugins=ServiceAccount,TaintNodesByCondition']),
    ...(emulated ? [`--emulated-version=${emulated}`] : []),
  ]
}

/** @param {string} state @param {Shape} shape */
function controllerManager(state, shape) {
  return [
    program('kube-controller-manager'),
    // As administrator: its own user may do little itself and relies on one ServiceAccount for each controller.
    `--kubeconfig=${join(state, 'inside-admin.kubeconfig')}`,
    `--controllers=${shape.controllers.join(',')}`,
    `--service-account-private-key-file=${join(state, 'pki', 'service-account.key')}`,
    `--root-ca-file=${join(state, 'pki', 'ca.crt')}`,
    `--cert-dir=${join(state, 'pki', 'kube-controller-manager-serving')}`,
    '--leader-elect=false',
    '--kube-api-qps=500',
    '--kube-api-burst=1000',
    '--concurrent-service-endpoint-syncs=10',
  ]
}
