import { execFile } from 'node:child_process'
import { join } from 'node:path'
import type { HopId, Verdict } from '../../../src/trace/model.ts'
import type { ProbeReport } from '../../../src/diagnose/probe-report.ts'
import { defined } from '../../../src/world/defined.ts'
import { images } from '../../bed/packets.js'
import { until, type BedWorld } from '../../bed/world.js'
import type { ProbeScenario } from './scenario.ts'

// A scenario of a probe: its server, its client and its user are made, the nodes settle, and svc looks

const bin = join(import.meta.dirname, '..', '..', '..', 'bin', 'run.js')

export interface TraceSeen {
  readonly verdict: Verdict
  readonly hops: readonly { readonly id: HopId; readonly basis: string }[]
  readonly probe: Required<Pick<ProbeReport, 'requests' | 'leftOut'>> & ProbeReport
}

export interface Looked {
  readonly trace: TraceSeen
  readonly text: string
  /** Names and specs of the pods of the namespace. */
  readonly before: unknown
  readonly after: unknown
  /** Of the whole run of svc. */
  readonly seconds: number
}

/** Runs `svc` as people do. Out: what it printed, and its exit code. */
export function svc(
  { kubeconfig }: Pick<BedWorld, 'kubeconfig'>,
  argv: readonly string[],
): Promise<{ stdout: string; stderr: string; code: number }> {
  return new Promise((done) => {
    const options = { env: { ...process.env, KUBECONFIG: kubeconfig }, maxBuffer: 2 ** 26 }
    execFile(process.execPath, [bin, ...argv], options, (error, stdout, stderr) =>
      done({ stdout, stderr, code: typeof error?.code === 'number' ? error.code : 0 }),
    )
  })
}

/** Makes the server of a scenario, its Service and its client, and waits until they are ready. */
export async function makeWorld(bed: BedWorld, namespace: string, scenario: ProbeScenario): Promise<void> {
  await makeServer(bed, namespace, scenario)
  if (scenario.client !== undefined) await makeClient(bed, namespace, scenario)
  for (const object of scenario.more ?? []) await makeMore(bed, namespace, object)
  await settled(bed, namespace)
}

/** Makes the world of a scenario, and looks. */
export async function lookAt(bed: BedWorld, scenario: ProbeScenario): Promise<Looked> {
  const namespace = await bed.namespace('probe')
  const { client, rights, target } = scenario
  await makeWorld(bed, namespace, scenario)
  const as = rights === undefined ? [] : ['--as', await makeUser(bed, namespace, rights)]
  const from = client === undefined ? [] : ['--from', 'pod/cli']
  const before = await podsOf(bed, namespace)
  const argv = ['trace', target.replaceAll('$NS', namespace), '-n', namespace, ...from, ...as, '--probe']
  const began = performance.now()
  const { stdout, stderr } = await svc(bed, [...argv, '-o', 'json'])
  const seconds = (performance.now() - began) / 1000
  const after = await podsOf(bed, namespace)
  await bed.remove(namespace)
  if (stdout === '') throw new Error(stderr)
  return { trace: JSON.parse(stdout) as TraceSeen, text: stdout, before, after, seconds }
}

const imageNames: Readonly<Record<string, string>> = { bare: images.pause, agnhost: images.agnhost }

const container = (image: string, more: object) => ({
  name: 'app',
  image: imageNames[image] ?? images.app,
  imagePullPolicy: 'Never',
  ...more,
})

const restrictedContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  runAsUser: 65_534,
  seccompProfile: { type: 'RuntimeDefault' },
}

function makeServer(bed: BedWorld, namespace: string, { server, ...rest }: ProbeScenario): Promise<void> {
  return serve(bed, namespace, { ...rest, ...server, name: 'web' })
}

async function makeMore(
  bed: BedWorld,
  namespace: string,
  { path, body, status }: NonNullable<ProbeScenario['more']>[number],
): Promise<void> {
  const text = (object: object) => JSON.parse(JSON.stringify(object).replaceAll('$NS', namespace)) as object
  const created = (await bed.create(path.replaceAll('$NS', namespace), text(body))) as {
    metadata: { name: string }
  }
  if (status !== undefined)
    await bed.api.patch(`${path.replaceAll('$NS', namespace)}/${created.metadata.name}/status`, { status })
}

/** A pod that serves on 8080, or does not, and the Service of that name in front of it, with port 80. */
export interface Served {
  readonly name: string
  readonly args: readonly string[]
  readonly image?: 'app' | 'bare' | 'agnhost'
  readonly pod?: object
  readonly restricted?: boolean
  readonly service?: object
  readonly port?: object
}

/** Makes a pod and its Service. */
export async function serve(bed: BedWorld, namespace: string, served: Served): Promise<void> {
  const { name, args, image = 'app', pod = {}, restricted = false, service = {}, port = {} } = served
  const { containers = [], ...rest } = pod as { containers?: readonly object[] }
  await bed.create(`/api/v1/namespaces/${namespace}/pods`, {
    metadata: { name, labels: { app: name } },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      containers: [
        container(image, {
          ...(image === 'agnhost' ? { args } : { command: ['/bin/bedapp', ...args] }),
          ports: [{ containerPort: 8080, ...port }],
          ...(restricted ? { securityContext: restrictedContext } : {}),
        }),
        ...containers,
      ],
      ...rest,
    },
  })
  const { port: number = 80, appProtocol, protocol, portName, nodePort, ...spec } = service as ServiceFields
  await bed.create(`/api/v1/namespaces/${namespace}/services`, {
    metadata: { name },
    spec: {
      selector: { app: name },
      ports: [
        { port: number, targetPort: 8080, ...defined({ appProtocol, protocol, name: portName, nodePort }) },
      ],
      ...spec,
    },
  })
}

interface ServiceFields {
  readonly port?: number
  readonly appProtocol?: string
  readonly protocol?: string
  readonly portName?: string
  readonly nodePort?: number
}

async function makeClient(
  bed: BedWorld,
  namespace: string,
  { client = 'app', clientScript = ':' }: ProbeScenario,
): Promise<void> {
  const wait = `${clientScript.replaceAll('$NS', namespace)}; sleep 3600`
  const command = client === 'bare' ? ['/bin/bedapp', 'pause'] : ['sh', '-c', wait]
  const securityContext =
    client === 'read-only' ? { readOnlyRootFilesystem: true } : client === 'user' ? { runAsUser: 65_534 } : {}
  await bed.create(`/api/v1/namespaces/${namespace}/pods`, {
    metadata: { name: 'cli', labels: { app: 'cli' } },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      containers: [container(client, { command, securityContext })],
    },
  })
}

interface PodSeen {
  readonly metadata: { readonly name: string }
  readonly spec: object
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] }
}

async function listPods({ api }: BedWorld, namespace: string): Promise<PodSeen[]> {
  const { items } = (await api.get(`/api/v1/namespaces/${namespace}/pods`)) as { items: PodSeen[] }
  return items
}

export async function podsOf(bed: BedWorld, namespace: string): Promise<unknown> {
  return (await listPods(bed, namespace)).map(({ metadata, spec }) => ({ name: metadata.name, spec }))
}

/** All pods are ready, and each Service has its endpoint. */
export async function settled(bed: BedWorld, namespace: string): Promise<void> {
  await until(
    `the pods of ${namespace} settle`,
    async () => {
      const pods = await listPods(bed, namespace)
      const areReady = pods.every(({ status }) =>
        status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
      )
      const slices = await bed.slices(namespace)
      return areReady && slices.every((slice) => (slice['endpoints'] ?? []).length > 0) && slices.length > 0
        ? true
        : undefined
    },
    { seconds: 120, every: 500 },
  )
  // kube-proxy and CoreDNS follow by a moment
  await new Promise((done) => setTimeout(done, 1500))
}

/** A user who may read as `view` lets, and what is named of subresources. */
export async function makeUser(bed: BedWorld, namespace: string, rights: readonly string[]): Promise<string> {
  const user = `dev-${namespace}`
  const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`
  const subject = { kind: 'User', name: user, apiGroup: 'rbac.authorization.k8s.io' }
  const bind = (kind: string, name: string) =>
    bed.create(`${rbac}/rolebindings`, {
      metadata: { name: `${user}-${name}` },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name },
      subjects: [subject],
    })
  await bed.create(`${rbac}/roles`, {
    metadata: { name: 'probe' },
    rules: [
      { apiGroups: [''], resources: rights.length === 0 ? ['none'] : rights, verbs: ['get', 'create'] },
    ],
  })
  await bind('ClusterRole', 'view')
  await bind('Role', 'probe')
  return user
}
