import { SvcError } from '../errors.ts'
import {
  whyNotDnsLabel,
  whyNotHostName,
  whyNotLabelValue,
  whyNotQualifiedName,
  whyNotServiceName,
} from '../kube/apiserver/names.ts'
import type { Service, ServicePort, ServiceSpec, StringMap } from '../world/manifest.ts'
import type { AuthoredType, Intent } from './intent.ts'
import { namePorts } from './port-spec.ts'

const typeNames: Readonly<Record<AuthoredType, string>> = {
  clusterip: 'ClusterIP',
  nodeport: 'NodePort',
  loadbalancer: 'LoadBalancer',
  headless: 'ClusterIP',
  externalname: 'ExternalName',
}

/**
 * Turns an intent into a manifest with only the fields that say something, in the order in which people read them.
 * Throws SvcError `usage` for what the API server would refuse, naming the flag to change.
 */
export function newService(intent: Intent): Service {
  const { type, name, namespace, labels, annotations } = intent
  check('the name', name, whyNotServiceName(name))
  if (namespace !== undefined) check('--namespace', namespace, whyNotDnsLabel(namespace))
  checkMap('--label', labels, whyNotLabelValue)
  checkMap('--annotation', annotations, () => undefined)
  checkMap('--selector', intent.selector, whyNotLabelValue)
  const metadata = {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(isEmpty(labels) ? {} : { labels }),
    ...(isEmpty(annotations) ? {} : { annotations }),
  }
  const spec = type === 'externalname' ? aliasSpec(intent) : proxiedSpec(intent)
  return { apiVersion: 'v1', kind: 'Service', metadata, spec }
}

function aliasSpec({ externalName, ports, selector }: Intent): ServiceSpec {
  if (externalName === undefined)
    throw usage('an ExternalName Service needs the host name it stands for', 'add --external-name HOST')
  check('--external-name', externalName, whyNotHostName(externalName))
  if (ports.length > 0)
    throw usage(
      'an ExternalName Service has no ports: it is an alias in DNS',
      'leave out --port; clients use the port of the target',
    )
  if (selector !== undefined) throw usage('an ExternalName Service selects no pods', 'leave out --selector')
  return { type: 'ExternalName', externalName }
}

function proxiedSpec(intent: Intent): ServiceSpec {
  const { type, ports, selector, externalName } = intent
  if (externalName !== undefined)
    throw usage(
      '--external-name is for an ExternalName Service',
      'svc new externalname NAME --external-name HOST',
    )
  if (ports.length === 0 && type !== 'headless')
    throw usage(
      'a Service needs at least one port',
      'add --port 80, or --port 80:8080 when the pods listen on 8080',
    )
  const named = namePorts(ports)
  checkPorts(type, named)
  return {
    ...(type === 'clusterip' || type === 'headless' ? {} : { type: typeNames[type] }),
    ...(type === 'headless' ? { clusterIP: 'None' } : {}),
    ...(selector === undefined ? {} : { selector }),
    ...(named.length === 0 ? {} : { ports: named }),
    ...trafficFields(intent),
  }
}

function trafficFields({
  type,
  externalTrafficPolicy,
  sessionAffinity,
  publishNotReadyAddresses,
}: Intent): ServiceSpec {
  if (externalTrafficPolicy !== undefined && type !== 'nodeport' && type !== 'loadbalancer') {
    throw usage(
      '--external-traffic-policy is for a NodePort or LoadBalancer Service',
      'leave it out, or choose another type',
    )
  }
  return {
    ...(externalTrafficPolicy === undefined ? {} : { externalTrafficPolicy }),
    ...(sessionAffinity === undefined || sessionAffinity === 'None' ? {} : { sessionAffinity }),
    ...(publishNotReadyAddresses === true ? { publishNotReadyAddresses } : {}),
  }
}

function checkPorts(type: AuthoredType, ports: readonly ServicePort[]): void {
  const pairs = new Set<string>()
  const names = new Set<string>()
  for (const { name, port, protocol = 'TCP', targetPort, nodePort } of ports) {
    if (pairs.has(`${port}/${protocol}`))
      throw usage(`port ${port}/${protocol} is given twice`, 'give each port and protocol once')
    if (name !== undefined && names.has(name))
      throw usage(`two ports are named "${name}"`, 'name them apart: http=80, admin=81')
    pairs.add(`${port}/${protocol}`)
    if (name !== undefined) names.add(name)
    if (nodePort !== undefined && type !== 'nodeport' && type !== 'loadbalancer') {
      throw usage(
        `node port ${nodePort} needs a NodePort or LoadBalancer Service`,
        `leave out @${nodePort}, or write svc new nodeport`,
      )
    }
    if (type === 'headless' && typeof targetPort === 'number' && targetPort !== port) {
      throw usage(
        `a headless Service translates no port: clients that dial ${port} reach ${port} of the pod`,
        `write --port ${targetPort}, or choose clusterip`,
      )
    }
  }
}

function checkMap(
  flag: string,
  map: StringMap | undefined,
  whyNotValue: (value: string) => string | undefined,
): void {
  for (const [key, value] of Object.entries(map ?? {})) {
    check(`the key of ${flag}`, key, whyNotQualifiedName(key))
    check(`the value of ${flag} ${key}`, value, whyNotValue(value))
  }
}

function check(what: string, text: string, why: string | undefined): void {
  if (why !== undefined) throw usage(`${what} cannot be "${text}"`, `it must ${why}`)
}

function usage(message: string, hint: string): SvcError {
  return new SvcError('usage', message, { hint })
}

function isEmpty(map: StringMap | undefined): boolean {
  return map === undefined || Object.keys(map).length === 0
}
