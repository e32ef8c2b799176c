import { virtualIPs } from '../../kube/proxy/service-port.ts'
import { typeOf } from '../../kube/apiserver/defaults.ts'
import { fqdnOf, resolveService, serviceNamesFor, type ServiceName } from '../../kube/dns/service-name.ts'
import type { Service } from '../../world/manifest.ts'
import { isSurelySlip, nearest } from '../../world/nearest.ts'
import { type Resource } from '../../world/resource.ts'
import { quote } from '../../world/wording.ts'
import { byAddress, byBalancer, byNodePort, serviceBehind } from '../by-address.ts'
import { evidence } from '../evidence.ts'
import { fromOutside } from '../from-outside.ts'
import type { HopAnswer, HopRule, Route } from '../model.ts'

export const nameHop: HopRule = {
  id: 'name',
  asks: 'what the name resolves to',

  answer(route) {
    if (route.node !== undefined) return byNodePort(route, route.node)
    if (route.address !== undefined) return byAddress(route, route.address)
    const host = route.host ?? ''
    const balanced = serviceBehind(route.world, host)
    if (balanced !== undefined) return byBalancer(balanced, host)
    const service = resolveService(route.world, host, route.clientNamespace)
    if (service !== undefined)
      return route.vantage?.kind === 'outside' ? fromOutside(route, service) : resolved(service, host)
    const [name] = serviceNamesFor(host, route.clientNamespace)
    if (name === undefined || leadsOutside(route, name)) {
      return {
        status: 'not-checked',
        because: `${quote(host)} is no name of the cluster: it leads outside`,
        end: true,
      }
    }
    return unresolved(route, name)
  },
}

/** `models.example.com`: a name with dots is a Service's only if it says so, or if there is such a namespace. */
function leadsOutside({ world, clientNamespace }: Route, { certain, namespace }: ServiceName): boolean {
  if (certain || namespace === clientNamespace) return false
  return !world.namespaces.includes(namespace) && world.get('Namespace', undefined, namespace) === undefined
}

function resolved(service: Resource<Service>, host: string): HopAnswer {
  const { name, namespace = '', manifest } = service
  const fqdn = fqdnOf(name, namespace)
  const learned = { service }
  if (typeOf(manifest) === 'ExternalName') return alias(service)
  const answer =
    typeOf(manifest) === 'Headless'
      ? 'the addresses of its ready pods'
      : (virtualIPs(manifest)[0] ?? 'its virtual IP')
  return {
    status: 'ok',
    because: `${host === fqdn ? host : `${host} is ${fqdn}`}; DNS answers ${answer}`,
    evidence: [evidence(service, ['spec', 'clusterIP'])],
    learned,
  }
}

function alias(service: Resource<Service>): HopAnswer {
  const { externalName = '' } = service.manifest.spec ?? {}
  const proof = [evidence(service, ['spec', 'externalName'])]
  if (/^\d{1,3}(\.\d{1,3}){3}\.?$/.test(externalName) || externalName.includes(':')) {
    return {
      status: 'problem',
      because: `externalName ${quote(externalName)} is an address, and an alias needs a host name: DNS answers NXDOMAIN`,
      evidence: proof,
      cause: 'external-name-is-an-ip',
      confirm: lookupCommand(service),
    }
  }
  return {
    status: 'ok',
    because: `${service.name} is an alias for ${externalName}; the client goes there itself, with the port it names`,
    evidence: proof,
    learned: { service },
  }
}

function unresolved({ world, clientNamespace }: Route, { name, namespace }: ServiceName): HopAnswer {
  const [meant] = nearest(
    name,
    world.all('Service', namespace).map((service) => service.name),
  )
  const elsewhere = world.all('Service').find((service) => service.name === name)
  const doubt = world.doubt(['Service'], namespace)
  const missing = `there is no Service ${namespace}/${name}`
  const hint =
    meant !== undefined
      ? `; did you mean ${quote(meant)}?`
      : elsewhere !== undefined
        ? `; namespace ${quote(elsewhere.namespace ?? '')} has one, so call ${quote(`${name}.${elsewhere.namespace}`)}`
        : ''
  if (
    doubt !== undefined &&
    (meant === undefined || !isSurelySlip(name, meant) || doubt.state !== 'partial')
  ) {
    return {
      status: doubt.state === 'forbidden' ? 'forbidden' : 'unknown',
      because: `${missing} here, but ${doubt.because}${hint}`,
      end: true,
    }
  }
  return {
    status: 'problem',
    because: `${missing}, so DNS answers NXDOMAIN${hint}`,
    cause: 'client-names-missing-service',
    confirm: `kubectl get services -n ${namespace}`,
    ...(meant === undefined
      ? {}
      : {
          repair: {
            summary: `call ${meant === name ? name : meant} instead of ${name}, from namespace ${clientNamespace}`,
          },
        }),
  }
}

function lookupCommand({ name, namespace = '' }: Resource<Service>): string {
  return `kubectl run -it --rm --restart=Never --image=busybox lookup -- nslookup ${fqdnOf(name, namespace)}`
}
