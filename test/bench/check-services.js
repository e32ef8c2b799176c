// Asks about 10,000 Services what the API server says to them, as a program that imports svc does.
import { checkService } from '../../dist/index.js'

const specs = [
  { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }] },
  { clusterIP: 'None', selector: { app: 'db' }, ports: [{ name: 'sql', port: 5432 }] },
  {
    type: 'NodePort',
    selector: { app: 'web', tier: 'edge' },
    ports: [
      { name: 'http', port: 80, nodePort: 30_080 },
      { name: 'https', port: 443, targetPort: 8443 },
    ],
  },
  {
    type: 'LoadBalancer',
    externalTrafficPolicy: 'Local',
    loadBalancerSourceRanges: ['10.0.0.0/8', '2001:db8::/32'],
    selector: { app: 'api' },
    ports: [{ port: 443, protocol: 'UDP' }],
  },
  { type: 'ExternalName', externalName: 'db.example.com' },
  { type: 'NodePort', clusterIP: 'x', ports: [{ port: 0, nodePort: 80 }] },
]
let refused = 0
for (let number = 0; number < 10_000; number++) {
  const metadata = { name: `web-${number}`, labels: { 'app.kubernetes.io/name': `web-${number}` } }
  const manifest = { apiVersion: 'v1', kind: 'Service', metadata, spec: specs[number % specs.length] }
  if (checkService(manifest).errors.length > 0) refused++
}
if (refused !== 1666) throw new Error(`${refused} were refused`)
