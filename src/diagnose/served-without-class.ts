import type { World } from '../world/world.ts'
import { programTextsOf } from '../kube/references/clients.ts'

/**
 * Is a controller in sight that serves Ingresses without a class: ingress-nginx with `--watch-ingress-without-class`, Traefik unless it
 * is told a class, or that of GKE? In: a World. Follows the controllers' own documentation.
 */
export function withoutClassServed(world: World): boolean {
  return world.derived(findController)
}

function findController(world: World): boolean {
  const isGke = world
    .all('Node')
    .some(({ manifest }) => Object.hasOwn(manifest.metadata?.labels ?? {}, 'cloud.google.com/gke-nodepool'))
  if (isGke) return true
  return (['Deployment', 'DaemonSet', 'Pod'] as const)
    .flatMap((kind) => [...world.all(kind)])
    .some((resource) => {
      const words = programTextsOf(world, resource).map(({ text }) => text.toLowerCase())
      const has = (start: string) => words.some((word) => word.startsWith(start))
      return (
        has('--watch-ingress-without-class') ||
        (has('--providers.kubernetesingress') && !has('--providers.kubernetesingress.ingressclass'))
      )
    })
}
