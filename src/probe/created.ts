import type { Pod, PodSpec } from '../world/types/manifest.ts'
import type { Resource } from '../world/resource.ts'

/** Pods that a probe has created carry it: `kubectl delete pods -A -l kubectl-svc/probe` takes away what a killed one has left. */
const ownerLabel = 'kubectl-svc/probe'

const longestLifeSeconds = 60

/** A container that satisfies the Pod Security Standard `restricted`. */
export function restrictedContainer(name: string, image: string, command: readonly string[]): object {
  return {
    name,
    image,
    imagePullPolicy: 'IfNotPresent',
    command,
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      runAsUser: 65_534,
      runAsGroup: 65_534,
      seccompProfile: { type: 'RuntimeDefault' },
    },
  }
}

export interface Created {
  readonly name: string
  readonly image: string
  readonly command: readonly string[]
}

/**
 * A pod that meets what the client meets: its labels, its node, its resolver. It is never ready, so that no Service sends to it; it has an
 * owner that controls it, so that no ReplicaSet adopts it for its labels; and it ends by itself.
 */
export function podLike(like: Resource<Pod> | undefined, { name, image, command }: Created): object {
  const { metadata = {}, spec = {} } = like?.manifest ?? {}
  const { uid } = metadata as { uid?: string }
  const owner = { apiVersion: 'v1', kind: 'Pod', name: like?.name, uid, controller: true }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      labels: { ...metadata.labels, [ownerLabel]: 'true' },
      ...(uid === undefined ? {} : { ownerReferences: [owner] }),
    },
    spec: {
      ...resolverOf(spec),
      restartPolicy: 'Never',
      activeDeadlineSeconds: longestLifeSeconds,
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      readinessGates: [{ conditionType: `${ownerLabel}-is-never-ready` }],
      containers: [
        {
          ...restrictedContainer('probe', image, command),
          resources: {
            requests: { cpu: '10m', memory: '16Mi' },
            limits: { cpu: '200m', memory: '64Mi' },
          },
        },
      ],
    },
  }
}

const kept = ['nodeName', 'tolerations', 'dnsPolicy', 'dnsConfig', 'hostAliases'] as const

/** Of the client's pod what decides where it runs and how it resolves names. */
function resolverOf(spec: PodSpec): object {
  const fields = spec as Readonly<Record<string, unknown>>
  return Object.fromEntries(kept.flatMap((key) => (fields[key] === undefined ? [] : [[key, fields[key]]])))
}

/** How `kubectl` runs such a pod, up to the command in it. */
export function runArguments(namespace: string, image: string): string[] {
  return ['run', 'probe', '-n', namespace, '-it', '--rm', '--restart=Never', `--image=${image}`]
}
