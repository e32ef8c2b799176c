import { whyNotPortName } from '../../kube/apiserver/names.ts'
import type { Service } from '../../world/types/manifest.ts'
import { backendPort, speaksHttp } from './backend-port.ts'
import { besides, type Companion } from './companion.ts'

/** `--ingress host=H,path=P,class=C,tls=SECRET,port=P` */
export interface IngressWish {
  readonly hosts: readonly string[]
  readonly path?: string
  readonly className?: string
  /** The Secret with the certificate for the hosts. */
  readonly tls?: string
  readonly port?: string
}

/**
 * An Ingress to the Service: one rule for each host, with the port by its name where it has one that an Ingress may say:
 * `80` is a name to a Service, and none to an Ingress. Throws SvcError `usage`.
 */
export function ingress(
  service: Service,
  { hosts, path = '/', className, tls, port }: IngressWish,
): Companion {
  const { name, port: number } = backendPort(service, { flag: '--ingress', port, suits: speaksHttp })
  const backend = {
    service: {
      name: service.metadata?.name ?? '',
      port: name === undefined || whyNotPortName(name) !== undefined ? { number } : { name },
    },
  }
  const http = { paths: [{ path, pathType: 'Prefix', backend }] }
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: besides(service),
    spec: {
      ...(className === undefined ? {} : { ingressClassName: className }),
      ...(tls === undefined ? {} : { tls: [{ ...(hosts.length === 0 ? {} : { hosts }), secretName: tls }] }),
      rules: hosts.length === 0 ? [{ http }] : hosts.map((host) => ({ host, http })),
    },
  }
}
