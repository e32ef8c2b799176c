import { kindOf } from '../../world/kinds.ts'
import type { StringMap } from '../../world/types/manifest.ts'
import type { FieldPath } from '../../world/place.ts'
import type { Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { ownerOf } from '../workload/owner.ts'
import { podTemplatesOf } from '../workload/pod-source.ts'
import type { ClientReference } from './clients.ts'

/**
 * The Services that a setting names which takes nothing but a Service's name: `-upstreamsvc` of NodeLocal DNSCache, the default
 * backend of ingress-nginx, the actions of the AWS load balancer controller. Always of the object's own namespace.
 */
export function bareNamesOf(world: World, resource: Resource): ClientReference[] {
  const { annotations = {} } = resource.manifest.metadata ?? {}
  if (kindOf(resource.manifest) === 'Ingress')
    return [...defaultBackend(resource, annotations), ...awsActions(resource, annotations)]
  return ownerOf(world, resource)?.resource === undefined ? upstreams(resource) : []
}

interface NamePlace {
  readonly path: FieldPath
  readonly text: string
  readonly index?: number
}

function named(resource: Resource, name: string, { path, text, index = 0 }: NamePlace): ClientReference[] {
  if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) return []
  const mention = { text: name, host: name, index, protocol: 'TCP', isName: true } as const
  return [{ resource, path, mention, piece: { text: name, index, within: text } }]
}

const nginxDefaultBackend = 'nginx.ingress.kubernetes.io/default-backend'

function defaultBackend(ingress: Resource, annotations: StringMap): ClientReference[] {
  const text = Object.hasOwn(annotations, nginxDefaultBackend) ? annotations[nginxDefaultBackend] : undefined
  return text === undefined
    ? []
    : named(ingress, text.trim(), { path: ['metadata', 'annotations', nginxDefaultBackend], text })
}

/** `{"type":"forward","forwardConfig":{"targetGroups":[{"serviceName":"web","servicePort":"80"}]}}` */
function awsActions(ingress: Resource, annotations: StringMap): ClientReference[] {
  return Object.entries(annotations)
    .filter(([key]) => key.startsWith('alb.ingress.kubernetes.io/actions.'))
    .flatMap(([key, text]) =>
      [...text.matchAll(/"serviceName"\s{0,9}:\s{0,9}"([^"]{1,63})"/g)].flatMap(
        ({ 0: all, 1: name = '', index }) =>
          named(ingress, name, {
            path: ['metadata', 'annotations', key],
            text,
            index: index + all.length - 1 - name.length,
          }),
      ),
    )
}

/** Its program reads the Service's address from its environment when it starts, and forwards there what it has not cached. */
function upstreams(resource: Resource): ClientReference[] {
  return podTemplatesOf(resource).flatMap(({ path, spec }) =>
    (spec.containers ?? []).flatMap((container, index) =>
      (['command', 'args'] as const).flatMap((field) =>
        (container[field]?.some(mayNameUpstream) === true ? container[field] : []).flatMap(
          (word, at, words) => {
            const joined = /^--?upstreamsvc=(.*)$/.exec(word)?.[1]
            const name = joined ?? (/^--?upstreamsvc$/.test(words[at - 1] ?? '') ? word : undefined)
            if (name === undefined) return []
            const place = { path: [...path, 'spec', 'containers', index, field, at], text: word }
            return named(resource, name, { ...place, index: word.length - name.length })
          },
        ),
      ),
    ),
  )
}

function mayNameUpstream(word: string): boolean {
  return word.includes('upstreamsvc')
}
