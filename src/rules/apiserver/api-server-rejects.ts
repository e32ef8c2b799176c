import { formatField, type FieldError } from '../../kube/apiserver/field-error.ts'
import { isStored, placeIn, refusalsOf, verdictIn } from '../../kube/apiserver/verdict.ts'
import { nearestVersion, newestVersion } from '../../kube/core/versions.ts'
import { kindOf, type Kind } from '../../world/kinds.ts'
import type { Manifest } from '../../world/types/manifest.ts'
import { hasInvalidType, type InvalidlyTyped } from '../../world/invalid-type.ts'
import { formatPath, valueAt } from '../../world/place.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { World } from '../../world/world.ts'
import type { Json } from '../../world/field-change.ts'
import { defineRule, type Violation } from '../rule.ts'

interface Data {
  /** Empty where nothing can be said. */
  readonly type: string
  readonly field: string
  /** What it is about: `field`, or where the server names only the patch, what is wrong in that. */
  readonly place: string
  readonly detail: string
  readonly version: string
  /** The object is there already, and this is to replace it. */
  readonly isChange: boolean
}

export const apiServerRejects = defineRule<Kind, Data>({
  id: 'api-server-rejects',
  title: 'the API server rejects the manifest',
  severity: 'error',
  subject: 'all',
  evidence: [],
  yields: true,
  readsInvalidTypes: true,
  why:
    'The API server refuses the whole object for one wrong field, when it is applied and not before. Its rules go beyond the schema: which fields ' +
    'exclude each other, which values each version knows, which node ports there are. It stops at the first stage that fails, so fixing one error ' +
    'can bring the next to light. Names are field paths and types of its own answer. Of kinds other than Service and EndpointSlice only wrong types and ' +
    'keys that occur twice are reported.',
  source: 'https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/',
  bad: `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: NodePort
  ports: [{port: 80, nodePort: 8080}]
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: NodePort
  ports: [{port: 80, nodePort: 30080}]
`,

  *check(subject, world) {
    const version = nearestVersion(world.kubernetesVersion ?? newestVersion)
    yield* repeatedIn(subject, version)
    const kind = kindOf(subject.manifest)
    if (hasInvalidType(subject)) yield* refusedDecoding(subject, { world, version })
    // what a cluster holds was accepted
    else if ((kind === 'Service' || kind === 'EndpointSlice') && !isStored(subject.manifest))
      yield* refusedIn(world, subject, kind)
  },

  message: ({ type, field, place, detail, version, isChange }) => {
    if (type === 'DuplicateField')
      return {
        text: `${field} is set twice: the API server of Kubernetes ${version} rejects it, and kubectl sends only the last one, without a warning`,
        hint: detail,
      }
    if (type === '')
      return { text: `cannot tell whether the API server of Kubernetes ${version} accepts this` }
    const what = `${isChange ? 'the change of ' : ''}${place === '' ? 'this' : place}`
    return { text: `the API server of Kubernetes ${version} refuses ${what}: ${type}`, hint: detail }
  },
})

function* repeatedIn({ repeated = [] }: Resource, version: string): Iterable<Violation<Data>> {
  const type = 'DuplicateField'
  for (const at of repeated) {
    const field = formatPath(at).slice(1)
    const data = { type, field, place: field, detail: 'must be set only once', version, isChange: false }
    yield { at, side: 'key', data, refusal: { type, field } }
  }
}

function* refusedDecoding(
  subject: InvalidlyTyped,
  { world, version }: { world: World; version: string },
): Iterable<Violation<Data>> {
  const { invalidType, written } = subject
  const { errors, isChange } = refusalsOf(world, subject)
  for (const error of errors)
    yield { ...violationOf(error, written, { version, isChange }), ...renaming(subject, written, error) }
  if (errors.length > 0) return
  // the server does not mind, but svc cannot go on with it
  const because = `${formatPath(invalidType.path)} ${invalidType.because}`
  const data = { type: '', field: '', place: '', detail: '', version, isChange: false }
  yield { at: invalidType.path, data, doubt: because }
}

function* refusedIn(
  world: World,
  subject: Resource,
  kind: 'Service' | 'EndpointSlice',
): Iterable<Violation<Data>> {
  const { errors, version, before, doubtful } = verdictIn(world, subject)
  const unseen = before === undefined ? world.before?.doubt([kind], subject.namespace) : undefined
  if (unseen !== undefined && unseen.state !== 'partial') {
    const data = { type: '', field: '', place: '', detail: '', version, isChange: true }
    yield { at: ['metadata', 'name'], data, doubt: unseen.because }
  }
  for (const error of errors) {
    const violation = violationOf(error, subject.manifest, { version, isChange: before !== undefined })
    if (before === undefined) yield { ...violation, ...renaming(subject, subject.manifest, error) }
    else {
      const there = placeIn(before.manifest, error.at)
      const related = [{ resource: before, at: there.at, note: 'the current value' }]
      const doubt = `${nameOf(before)} does not say what the server allocated for it`
      yield { ...violation, related, ...(doubtful.includes(error) ? { doubt } : {}) }
    }
  }
}

function violationOf(
  { type, field, detail, at }: FieldError,
  manifest: Manifest,
  asked: Pick<Data, 'version' | 'isChange'>,
): Violation<Data> {
  return {
    ...placeIn(manifest, at),
    ...(type === 'UnknownField' ? { side: 'key' } : {}),
    data: { type, field, place: field === 'patch' ? formatField(at) : field, detail, ...asked },
    refusal: { type, field },
  }
}

/** A field that nothing knows, under the name that it is near to; nothing where that one is there as well. */
function renaming(
  resource: Resource,
  written: Manifest,
  { at, meant }: FieldError,
): Pick<Violation<Data>, 'fix'> {
  const value = valueAt(written, at)
  if (meant === undefined || value === undefined) return {}
  const right = [...at.slice(0, -1), meant]
  if (valueAt(written, right) !== undefined) return {}
  const title = `rename ${formatPath(at).slice(1)} to ${meant}`
  return {
    fix: {
      title,
      edits: [
        { resource, at, remove: true },
        { resource, at: right, set: value as Json },
      ],
    },
  }
}
