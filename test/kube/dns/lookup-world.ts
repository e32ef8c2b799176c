import { worldOf } from '../../world-of.ts'

// a world in which lookups come to every end; shared by the tests of resolvers, with and without real ones

const service = (namespace: string, name: string, spec: object) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace, uid: 'seen-by-a-server' },
  spec,
})
const slice = (namespace: string, name: string, endpoints: readonly object[]) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name, namespace, uid: 'seen', labels: { 'kubernetes.io/service-name': name } },
  addressType: 'IPv4',
  endpoints,
  ports: [{ name: 'pg', port: 5432, protocol: 'TCP' }],
})
const virtual = (...clusterIPs: string[]) => ({ clusterIP: clusterIPs[0], clusterIPs, ports: [{ port: 80 }] })

export const world = worldOf([
  ...['test', 'prod', 'kube-system', 'default'].map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name },
  })),
  service('kube-system', 'kube-dns', virtual('10.96.0.10')),
  service('test', 'api', virtual('10.96.1.1')),
  service('test', 'dual', virtual('10.96.1.2', 'fd00::2')),
  service('test', 'shadow', virtual('10.96.1.3')),
  service('prod', 'api', virtual('10.96.2.1')),
  service('prod', 'db', { clusterIP: 'None', ports: [{ name: 'pg', port: 5432 }] }),
  slice('prod', 'db', [{ addresses: ['10.244.2.10'], hostname: 'db-0' }]),
  service('test', 'ext', { type: 'ExternalName', externalName: 'gone.example.com' }),
  service('test', 'out', { type: 'ExternalName', externalName: 'www.example.com' }),
  service('test', 'inner', { type: 'ExternalName', externalName: 'api.prod.svc.cluster.local' }),
])

/** Names that CoreDNS has, one zone that fails, one that refuses, and the rest of the world. */
export const corefile = `
cluster.local in-addr.arpa {
  kubernetes cluster.local in-addr.arpa {
    pods insecure
  }
}
broken.svc.cluster.local broken.test {
  template IN ANY . {
    rcode SERVFAIL
  }
}
refused.svc.cluster.local refused.test {
  acl {
    block
  }
  whoami
}
. {
  template IN A www.example.com {
    answer "{{ .Name }} 30 IN A 198.19.0.100"
  }
  template IN ANY www.example.com {
    rcode NOERROR
  }
  template IN A corp.test {
    match ^(?:wild|com|db\\.prod)\\.corp\\.test\\.$
    answer "{{ .Name }} 30 IN A 198.19.0.7"
    fallthrough
  }
  template IN ANY . {
    rcode NXDOMAIN
  }
}
`

/** What programs may be given. */
export const names = [
  'api', 'api.prod', 'api.prod.svc', 'api.prod.svc.cluster.local', 'api.prod.svc.cluster.local.', 'api.', 'prod', 'svc', 'svc.',
  'db.prod', 'db-0.db.prod', 'db-7.db.prod', 'db-0.db.prod.svc.cluster.local', 'db-0.db', 'dual', 'dual.test', 'inner', 'inner.test',
  'ext', 'ext.test', 'out', 'nope', 'nope.prod', 'www.example.com', 'www.example.com.', 'example.org', 'a.b.c.d.e.f', 'wild',
  'API.Prod', 'x.broken', 'x.broken.test', 'broken.test.', 'x.refused', 'x.refused.test', 'shadow.prod', 'test', '1-2-3-4.test.pod',
] // prettier-ignore
