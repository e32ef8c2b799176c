import { labelOf } from '../../world/labels.ts'
import { valueAt, type FieldPath } from '../../world/place.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import type { Ingress } from '../../world/types/manifest.ts'

/** Which controller an Ingress is for, as far as objects say. */
export type IngressClassOf =
  /** A controller has served it: its status has an address. */
  | { readonly is: 'served' }
  /** An IngressClass that is there. */
  | { readonly is: 'found'; readonly name: string }
  /** By the annotation that came before IngressClass: no object needs to be there. */
  | { readonly is: 'annotated'; readonly name: string }
  | { readonly is: 'missing'; readonly name: string; readonly at: FieldPath }
  /** It names none, and none of the classes that are there is the default. */
  | { readonly is: 'none-default'; readonly classes: readonly Resource[] }
  /** It names none, and there is none. */
  | { readonly is: 'none' }

const annotation = 'kubernetes.io/ingress.class'
const defaultAnnotation = 'ingressclass.kubernetes.io/is-default-class'

/** Follows the admission plugin DefaultIngressClass of kubernetes/kubernetes, and the documentation of IngressClass. */
export function ingressClassOf(world: World, { manifest }: Resource<Ingress>): IngressClassOf {
  if ((manifest.status?.loadBalancer?.ingress ?? []).length > 0) return { is: 'served' }
  const name = manifest.spec?.ingressClassName
  if (name !== undefined)
    return world.get('IngressClass', undefined, name) === undefined
      ? { is: 'missing', name, at: ['spec', 'ingressClassName'] }
      : { is: 'found', name }
  const old = labelOf(manifest.metadata?.annotations, annotation)
  if (old !== undefined) return { is: 'annotated', name: old }
  const { classes, usual } = world.derived(classesIn)
  if (usual !== undefined) return { is: 'found', name: usual.name }
  return classes.length === 0 ? { is: 'none' } : { is: 'none-default', classes }
}

/** Every Ingress without a class asks. */
function classesIn(world: World): { readonly classes: readonly Resource[]; readonly usual?: Resource } {
  const classes = world.all('IngressClass')
  const usual = classes.find(
    (each) => valueAt(each.manifest, ['metadata', 'annotations', defaultAnnotation]) === 'true',
  )
  return usual === undefined ? { classes } : { classes, usual }
}

/** The names of all IngressClasses, in the order in which they were read. */
export function ingressClassNames(world: World): readonly string[] {
  return world.derived(namesIn)
}

function namesIn(world: World): readonly string[] {
  return world.all('IngressClass').map(({ name }) => name)
}
