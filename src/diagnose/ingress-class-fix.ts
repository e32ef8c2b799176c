import { ingressClassNames, ingressClassOf } from '../kube/references/ingress-class.ts'
import { WordIndex } from '../text/word-index.ts'
import type { Resource } from '../world/resource.ts'
import type { Ingress } from '../world/types/manifest.ts'
import type { World } from '../world/world.ts'
import type { Fix } from './fix.ts'

/** The class that an Ingress means which names one that is not there, by a slip; or, where it names none, the only one that there is. */
export function classMeant(world: World, ingress: Resource<Ingress>): string | undefined {
  const found = ingressClassOf(world, ingress)
  const classes = ingressClassNames(world)
  if (found.is === 'missing') return [...world.derived(classWords).nearest(found.name)][0]
  const [only, another] = classes
  return another === undefined ? only : undefined
}

function classWords(world: World): WordIndex {
  return new WordIndex(ingressClassNames(world))
}

/** The fix that gives it that class. */
export function classFix(world: World, ingress: Resource<Ingress>): Fix | undefined {
  const meant = classMeant(world, ingress)
  if (meant === undefined) return undefined
  const edits = [{ resource: ingress, at: ['spec', 'ingressClassName'], set: meant }]
  return { title: `set ingressClassName to ${meant}`, edits }
}
