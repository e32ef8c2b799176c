import { groupsBy } from '../../world/groups-by.ts'
import { appliedTogether, inOneKustomization, namesakesOf } from '../../world/applied-together.ts'
import { kindOf } from '../../world/kinds.ts'
import { valueAt } from '../../world/place.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly what: string
}

export const objectWrittenTwice = defineRule<never, Data>({
  id: 'object-written-twice',
  title: 'an object is defined twice in what is applied together',
  severity: 'warning',
  subject: 'all',
  evidence: [],
  why:
    'Two documents of one kind, namespace and name are one object: `kubectl apply` writes the first and then the second over it, so what the first says is lost, ' +
    'silently. Mostly it is a copy whose name was not changed.',
  source: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/',
  bad: `apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat}]}
---
apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec: {selector: {app: chat-api}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec: {selector: {app: chat-api}, ports: [{port: 8080}]}
`,
  good: `apiVersion: v1
kind: Pod
metadata: {name: chat-api, labels: {app: chat-api}}
spec: {containers: [{name: server, image: chat}]}
---
apiVersion: v1
kind: Service
metadata: {name: chat-api}
spec: {selector: {app: chat-api}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: chat-api-admin}
spec: {selector: {app: chat-api}, ports: [{port: 8080}]}
`,

  *check(resource, world) {
    if (!isNamedInFile(resource)) return
    const same = namesakesOf(world, resource).filter(isNamedInFile)
    const other = same
      .slice(0, Math.max(0, same.indexOf(resource)))
      // another copy of the same text changes nothing
      .find((one) => textOf(one) !== textOf(resource) && isMeantBoth(world, one, resource))
    if (other === undefined) return
    yield {
      at: ['metadata', 'name'],
      data: { what: nameOf(resource) },
      related: [{ resource: other, at: ['metadata', 'name'], note: 'the first one, which is overwritten' }],
    }
  },

  message: ({ what }) => ({
    text: `${what} is defined twice; the last one wins`,
    hint: 'rename one of them, or put them together',
  }),
})

/** An object of a cluster is there once, and what has no name gets one. */
function isNamedInFile({ origin, manifest }: Resource): boolean {
  return origin.file !== undefined && manifest.metadata?.name !== undefined
}

/**
 * Are both applied, or one in the place of the other? Both in one file, of one kustomization, and where the files are said to be
 * complete; in a folder a Service that is alone in its file and is for other pods: it was copied, and its name was not changed.
 */
function isMeantBoth(world: World, one: Resource, other: Resource): boolean {
  // each may get a name or a namespace of its own
  if (one.origin.isRenamed === true || other.origin.isRenamed === true) return false
  return (
    one.origin.file === other.origin.file ||
    inOneKustomization(one, other) ||
    world.doubt(['Service'], other.namespace) === undefined ||
    (appliedTogether(one, other) && isCopied(world, one, other))
  )
}

function isCopied(world: World, one: Resource, other: Resource): boolean {
  if (kindOf(one.manifest) !== 'Service' || selectorText(one) === selectorText(other)) return false
  const isAlone = ({ origin }: Resource) => world.derived(objectsByFile).get(origin.file)?.length === 1
  return isAlone(one) || isAlone(other)
}

function objectsByFile(world: World): ReadonlyMap<string | undefined, readonly Resource[]> {
  return groupsBy(world.resources, ({ origin }) => [origin.file])
}

function selectorText({ manifest }: Resource): string {
  return JSON.stringify(valueAt(manifest, ['spec', 'selector']) ?? {})
}

function textOf({ manifest }: Resource): string {
  return JSON.stringify(manifest)
}
