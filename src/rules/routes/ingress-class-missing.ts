import { withoutClassServed } from '../../diagnose/served-without-class.ts'
import { ingressClassNames, ingressClassOf } from '../../kube/references/ingress-class.ts'
import { classFix, classMeant } from '../../diagnose/ingress-class-fix.ts'
import { quote, quoteList } from '../../text/wording.ts'
import { defined } from '../../world/defined.ts'
import { valueAt } from '../../world/place.ts'
import type { Ingress } from '../../world/types/manifest.ts'
import { sortedByName, type Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { defineRule, type Violation } from '../rule.ts'

interface Data {
  readonly ingress: string
  /** The class that it names, where it names one. */
  readonly named?: string
  readonly classes: readonly string[]
  readonly meant?: string
}

export const ingressClassMissing = defineRule<'Ingress', Data>({
  id: 'ingress-class-missing',
  title: 'no IngressClass assigns an Ingress to a controller',
  severity: 'error',
  subject: ['Ingress'],
  evidence: ['IngressClass'],
  why:
    'A controller follows the Ingresses of its IngressClass. An Ingress that names no class gets the default one when it is created, and where no class has ' +
    'the annotation `ingressclass.kubernetes.io/is-default-class: "true"` it stays without; one that names a class which does not exist is accepted as well. Both are ' +
    'served by no controller: the status stays empty, and nothing says so.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#default-ingress-class',
  bad: `apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec: {selector: {app: chat-api}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat}]}
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: nginx}
spec: {controller: k8s.io/ingress-nginx}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: chat}
spec: {defaultBackend: {service: {name: chat-api, port: {number: 80}}}}
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec: {selector: {app: chat-api}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat}]}
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: nginx}
spec: {controller: k8s.io/ingress-nginx}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: chat}
spec: {ingressClassName: nginx, defaultBackend: {service: {name: chat-api, port: {number: 80}}}}
`,

  *check(ingress, world) {
    const found = ingressClassOf(world, ingress)
    const classes = ingressClassNames(world)
    if (found.is === 'missing') yield missing(world, ingress, found.name)
    if (found.is !== 'none-default' && found.is !== 'none') return
    if (withoutClassServed(world) || (found.is === 'none' && !isKnownUnserved(world, ingress))) return
    const data = { ingress: ingress.name, classes }
    const isOpen = world.doubt(['IngressClass'], undefined)?.state === 'partial'
    yield defined({
      at: ['spec'],
      side: 'key' as const,
      data,
      // a class that is in sight and is not the default speaks of how the cluster is set up
      absence: 'near-miss' as const,
      severity: isOpen ? ('warning' as const) : undefined,
      related: world.derived(firstClasses).map((resource) => ({
        resource,
        at: ['metadata', 'name'],
        note: 'it is not the default',
      })),
      fix: classFix(world, ingress),
    })
  },

  message: ({ ingress, named, classes, meant }) => ({
    text:
      named === undefined
        ? `Ingress ${ingress} names no class, and ${classes.length === 0 ? 'there is no IngressClass' : `none of ${quoteList(classes)} is the default`}: no controller serves it`
        : `Ingress ${ingress} names class ${quote(named)}, but there is no such IngressClass`,
    hint:
      meant !== undefined
        ? `did you mean ${quote(meant)}?`
        : classes.length === 0
          ? 'create the IngressClass of your controller'
          : `set ingressClassName to one of ${quoteList(classes)}`,
  }),
})

const mostClassesShown = 10

function firstClasses(world: World): readonly Resource[] {
  return sortedByName(world.all('IngressClass')).slice(0, mostClassesShown)
}

function missing(world: World, ingress: Resource<Ingress>, named: string): Violation<Data> {
  const classes = ingressClassNames(world)
  const at = ['spec', 'ingressClassName']
  const meant = classMeant(world, ingress)
  return defined({
    at,
    data: defined({ ingress: ingress.name, named, classes, meant }),
    absence: meant === undefined ? ('bare' as const) : ('near-miss' as const),
    fix: classFix(world, ingress),
  })
}

/** It is live, nothing has served it, and a cluster was read that has no class at all. */
function isKnownUnserved(world: World, { manifest }: Resource<Ingress>): boolean {
  return (
    valueAt(manifest, ['status', 'loadBalancer']) !== undefined &&
    world.doubt(['IngressClass'], undefined) === undefined
  )
}
