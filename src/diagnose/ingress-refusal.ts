import { typeOf } from '../kube/core/defaults.ts'
import { ingressClassOf } from '../kube/references/ingress-class.ts'
import { ingressReferences } from '../kube/references/ingress.ts'
import { defined } from '../world/defined.ts'
import { labelOf } from '../world/labels.ts'
import { valueAt, type FieldPath } from '../world/place.ts'
import { nameOf, type Resource } from '../world/resource.ts'
import type { Ingress } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'
import { quoteEvent, warningsAbout } from './events.ts'
import { proposed, setting, type Fix } from './fix.ts'

/** Why the controller of an Ingress does not serve it, though its class is there. */
export interface IngressRefusal {
  readonly because: string
  readonly at: FieldPath
  readonly field: { readonly resource: Resource; readonly path: FieldPath }
  /** The controller itself says so; else it follows from what it does by default. */
  readonly isSaid: boolean
  readonly fix?: Fix
}

/**
 * What a controller reports of an Ingress that has no address, or what it will: undefined where it has one, or nothing is known against
 * it. Follows targetgroup bindings of kubernetes-sigs/aws-load-balancer-controller, docs/guide/ingress/annotations.md.
 */
export function ingressRefusal(world: World, ingress: Resource<Ingress>): IngressRefusal | undefined {
  if ((ingress.manifest.status?.loadBalancer?.ingress ?? []).length > 0) return undefined
  const [event] = warningsAbout(world, ingress)
  if (event !== undefined)
    return {
      because: `${nameOf(ingress)} has no address; ${quoteEvent(event)}`,
      at: ['status', 'loadBalancer'],
      field: { resource: event, path: ['message'] },
      isSaid: true,
    }
  return withoutNodePort(world, ingress)
}

const targetType = 'alb.ingress.kubernetes.io/target-type'

/** Targets are nodes unless a target type says otherwise, and a Service of type ClusterIP has no port on them. */
function withoutNodePort(world: World, ingress: Resource<Ingress>): IngressRefusal | undefined {
  if (!isOfAws(world, ingress)) return undefined
  // there the default may be another one
  if (world.foreign.some(({ kind }) => kind === 'IngressClassParams')) return undefined
  const own = labelOf(ingress.manifest.metadata?.annotations, targetType)
  for (const { namespace, name, path } of ingressReferences(ingress)) {
    const service = world.get('Service', namespace, name)
    if (service === undefined || !['ClusterIP', 'Headless'].includes(typeOf(service.manifest))) continue
    const type = labelOf(service.manifest.metadata?.annotations, targetType) ?? own ?? 'instance'
    if (type !== 'instance') continue
    return defined({
      because: `target-type is instance${own === undefined ? ' by default' : ''}, and ${nameOf(service)} is of type ClusterIP: it needs a NodePort for the nodes to be targets`,
      at: path,
      field: { resource: service, path: ['spec', 'type'] },
      isSaid: false,
      fix: proposed(setting(ingress, ['metadata', 'annotations', targetType], 'ip')),
    })
  }
  return undefined
}

function isOfAws(world: World, ingress: Resource<Ingress>): boolean {
  const found = ingressClassOf(world, ingress)
  if (found.is === 'annotated') return found.name === 'alb'
  if (found.is !== 'found') return found.is === 'missing' && found.name === 'alb'
  const controller = valueAt(world.get('IngressClass', undefined, found.name)?.manifest, [
    'spec',
    'controller',
  ])
  return controller === 'ingress.k8s.aws/alb'
}
