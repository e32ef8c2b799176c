import { proposed, setting } from '../../diagnose/fix.ts'
import { serviceVariable } from '../../kube/dns/service-environment.ts'
import { podSourceOfPod, podTemplatesOf, type PodSource } from '../../kube/workload/pod-source.ts'
import { ownerOf } from '../../kube/workload/owner.ts'
import { kindOf } from '../../world/kinds.ts'
import type { Container, Pod } from '../../world/types/manifest.ts'
import { valueAt, type FieldPath } from '../../world/place.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import { quote } from '../../text/wording.ts'
import type { World } from '../../world/world.ts'
import { defineRule } from '../rule.ts'

interface Data {
  readonly variable: string
  readonly value: string
  readonly service: string
  /** What takes it for a port: a text of the manifest, or the program of a well-known image. */
  readonly reader: string
}

export const serviceLinkReadAsPort = defineRule<never, Data>({
  id: 'service-link-read-as-port',
  title: 'a program reads a variable of a Service as its own port setting',
  severity: 'warning',
  subject: 'all',
  evidence: [],
  why:
    'The kubelet gives every container variables for the Services of its namespace that exist when it starts. For a Service `redis` one of them is ' +
    '`REDIS_PORT=tcp://10.96.0.7:6379`; a program that has a setting of that name reads it as a number and fails, and only in the namespace that has ' +
    'the Service. vLLM, Spark and Neo4j are known for it. A value of its own in `env` wins, and `enableServiceLinks: false` leaves the variables out.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables',
  bad: `apiVersion: v1
kind: Service
metadata: {name: redis}
spec: {selector: {app: redis}, ports: [{port: 6379}]}
---
apiVersion: v1
kind: Pod
metadata: {name: redis, labels: {app: redis}}
spec: {containers: [{name: redis, image: redis, ports: [{containerPort: 6379}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: worker}
spec: {containers: [{name: worker, image: worker, args: ["--redis-port=$(REDIS_PORT)"]}]}
`,
  good: `apiVersion: v1
kind: Service
metadata: {name: redis}
spec: {selector: {app: redis}, ports: [{port: 6379}]}
---
apiVersion: v1
kind: Pod
metadata: {name: redis, labels: {app: redis}}
spec: {containers: [{name: redis, image: redis, ports: [{containerPort: 6379}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: worker}
spec:
  containers:
    - name: worker
      image: worker
      env: [{name: REDIS_PORT, value: "6379"}]
      args: ["--redis-port=$(REDIS_PORT)"]
`,

  *check(resource, world) {
    for (const { podSource, container, path } of containersOf(world, resource)) {
      for (const { at, name, reader } of readersIn(container, path)) {
        const variable = serviceVariable(world, { podSource, container, name })
        // REDIS_SERVICE_PORT is a number
        if (variable === undefined || variable.set === 'no' || !variable.value.includes('://')) continue
        const { service, value } = variable
        yield {
          at,
          // its start script may unset the variable
          ...(at.at(-1) === 'image' ? { severity: 'note' as const } : {}),
          data: { variable: name, value, service: nameOf(service), reader },
          related: [{ resource: service, at: ['metadata', 'name'], note: `${name} comes from here` }],
          fix: proposed(
            setting(podSource.resource, [...podSource.path, 'spec', 'enableServiceLinks'], false),
          ),
        }
      }
    }
  },

  message: ({ variable, value, service, reader }) => ({
    text: `${reader} reads ${variable} as a port, but ${service} sets it to ${quote(value)}`,
    hint: `set ${variable} in env, or enableServiceLinks: false`,
  }),
})

/** A pod whose workload is in sight says nothing new. */
function podSourcesOf(world: World, resource: Resource): readonly PodSource[] {
  if (ownerOf(world, resource)?.resource !== undefined) return []
  return kindOf(resource.manifest) === 'Pod'
    ? [podSourceOfPod(resource as Resource<Pod>)]
    : podTemplatesOf(resource)
}

interface LinkedContainer {
  readonly podSource: PodSource
  readonly container: Container
  readonly path: FieldPath
}

/** Containers whose variables are all in the manifest: with `envFrom` a ConfigMap or a Secret may define any. */
function containersOf(world: World, resource: Resource): LinkedContainer[] {
  return podSourcesOf(world, resource).flatMap((podSource) =>
    (['containers', 'initContainers'] as const).flatMap((field) =>
      (podSource.spec[field] ?? []).flatMap((container, index) => {
        const path = [...podSource.path, 'spec', field, index]
        const open = valueAt(resource.manifest, [...path, 'envFrom']) !== undefined
        return open ? [] : [{ podSource, container, path }]
      }),
    ),
  )
}

interface LinkReader {
  readonly at: FieldPath
  readonly name: string
  readonly reader: string
}

/** Images whose programs have a setting that a Service named after them fills. */
const programs: readonly { readonly image: string; readonly name: string }[] = [
  { image: 'vllm', name: 'VLLM_PORT' },
  { image: 'spark', name: 'SPARK_MASTER_PORT' },
  { image: 'neo4j', name: 'NEO4J_PORT' },
]

function readersIn(container: Container, path: FieldPath): LinkReader[] {
  const { image = '', env = [] } = container
  const repository = image.split(/[@:]/)[0]?.split('/').at(-1) ?? ''
  const known = programs.filter((program) => repository.includes(program.image))
  const inWords = (field: 'command' | 'args') =>
    (container[field] ?? []).flatMap((text, index) =>
      portsIn(text).map(({ name, said }) => ({ at: [...path, field, index], name, reader: quote(said) })),
    )
  const inEnv = env.flatMap(({ name: own = '', value = '' }, index) =>
    portsIn(/port$/i.test(own) ? `port=${value}` : value).map(({ name, said }) => ({
      at: [...path, 'env', index, 'value'],
      name,
      reader: `${own}=${quote(said.replace(/^port=/, ''))}`,
    })),
  )
  return [
    ...known.map(({ name }) => ({ at: [...path, 'image'], name, reader: `image ${quote(image)}` })),
    ...inWords('command'),
    ...inWords('args'),
    ...inEnv,
  ]
}

// `--port=$(X_PORT)`, `host:$(X_PORT)`: behind the word or a colon only a number makes sense
const asPort = /(?:port[= ]?|[a-z0-9)\]]:)\$\(([A-Z][A-Z0-9_]{0,80}_PORT)\)/gi

/** The variables that are taken for a port, each with the word that contains it: the rest of the text may hold secrets. */
function portsIn(text: string): { name: string; said: string }[] {
  if (!text.includes('$(')) return []
  return [...text.slice(0, 4096).matchAll(asPort)].flatMap(({ 0: all, 1: name, index }) => {
    const end = index + all.length
    const [before = ''] = /[^\s"'@?&,;]*$/.exec(text.slice(0, end)) ?? []
    return name === undefined ? [] : [{ name, said: before }]
  })
}
