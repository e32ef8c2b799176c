import { ingressRefusal } from '../../diagnose/ingress-refusal.ts'
import { defined } from '../../world/defined.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly because: string
  readonly isSaid: boolean
}

export const ingressRefused = defineRule<'Ingress', Data>({
  id: 'ingress-refused',
  title: 'the controller of an Ingress cannot serve it',
  severity: 'error',
  subject: ['Ingress'],
  evidence: [],
  why:
    'An Ingress that its controller cannot make a load balancer of has no address in its status; only its Events say why. The AWS controller makes nodes the targets unless the ' +
    'annotation target-type says ip, and refuses a Service of type ClusterIP then, which has no port on nodes.',
  source:
    'https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#target-type',
  bad: example(''),
  good: example(', annotations: {alb.ingress.kubernetes.io/target-type: ip}'),

  *check(ingress, world) {
    const refusal = ingressRefusal(world, ingress)
    if (refusal === undefined) return
    const { at, because, isSaid, field, fix } = refusal
    yield defined({
      at,
      // the default of the controller may be another one
      severity: isSaid ? undefined : ('warning' as const),
      data: { because, isSaid },
      related: [
        {
          resource: field.resource,
          at: field.path,
          note: isSaid ? 'the controller says so' : 'it has no node port',
        },
      ],
      fix,
    })
  },

  message: ({ because, isSaid }) => ({
    text: because,
    hint: isSaid
      ? 'kubectl describe ingress shows what its controller reports'
      : 'set target-type to ip, or the type of the Service to NodePort',
  }),
})

function example(annotations: string): string {
  return `apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec: {selector: {app: chat-api}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat}]}
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: alb}
spec: {controller: ingress.k8s.aws/alb}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: chat${annotations}}
spec:
  ingressClassName: alb
  rules:
    - host: chat.example.com
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: chat-api, port: {number: 80}}}}]}
`
}
