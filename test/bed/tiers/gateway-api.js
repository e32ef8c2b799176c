/** The Gateway API: its CRDs, and on the nodes a real controller for its routes and for Ingresses. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { program } from '../lifecycle/programs.js'
import { addresses, nodes } from './addresses.js'
import { startComponent, until } from './component.js'
import { installCrd } from './crd.js'

/** @typedef {import('./kubernetes.js').Api} Api */

const group = 'gateway.networking.k8s.io'

/** The name of the GatewayClass and of the IngressClass that the controller serves. */
export const gatewayClass = 'traefik'

/** Installs the CRDs, those of the experimental channel too, and returns when they are served. @param {Api} api */
export async function installGatewayApi(api) {
  const folder = program('gateway-api-crds')
  const files = readdirSync(folder).filter((file) => file.startsWith(`${group}_`))
  if (files.length === 0) throw new Error(`no CRDs in ${folder}`)
  await Promise.all(files.map((file) => installCrd(api, readFileSync(join(folder, file), 'utf8'))))
}

/** Starts traefik on the first node. Its Gateway provider stays dead when the CRDs come later. @param {string} state @param {Api} api */
export async function startGateway(state, api) {
  await installGatewayApi(api)
  await api.post(`/apis/${group}/v1/gatewayclasses`, {
    apiVersion: `${group}/v1`, // custom resources are not taken without it
    kind: 'GatewayClass',
    metadata: { name: gatewayClass },
    spec: { controllerName: 'traefik.io/gateway-controller' },
  })
  await api.post('/apis/networking.k8s.io/v1/ingressclasses', {
    metadata: { name: gatewayClass },
    spec: { controller: 'traefik.io/ingress-controller' },
  })
  startComponent(state, 'traefik', [
    'nsenter',
    `--net=/run/netns/${nodes[0]?.name}`,
    'env',
    `KUBECONFIG=${join(state, 'outside.kubeconfig')}`,
    program('traefik'),
    `--entrypoints.web.address=${addresses.gateway}:80`,
    '--providers.kubernetesgateway',
    '--providers.kubernetesgateway.experimentalchannel',
    `--providers.kubernetesgateway.statusaddress.ip=${addresses.gateway}`,
    '--providers.kubernetesingress',
    '--providers.kubernetesingress.strictprefixmatching', // as the specification says, by elements of the path
    '--providers.providersThrottleDuration=100ms',
    '--global.checkNewVersion=false',
    '--global.sendAnonymousUsage=false',
  ])
  await until('the Gateway controller accepts its class', async () => {
    const { status } = await api.get(`/apis/${group}/v1/gatewayclasses/${gatewayClass}`)
    const accepted = (/** @type {any} */ each) => each.type === 'Accepted' && each.status === 'True'
    return (status?.conditions ?? []).some(accepted) || undefined
  })
}
