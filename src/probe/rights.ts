import type { ProbeRight } from '../diagnose/probe-report.ts'

/** A right on pods, Services or their subresources in a namespace. */
export function podRight(namespace: string, resource: string, verb: string): ProbeRight {
  return { verb, resource, namespace }
}

/** Over WebSockets a stream is a GET that since 1.35 needs `create` as well. */
export function streamRights(namespace: string, resource: string): ProbeRight[] {
  return [podRight(namespace, resource, 'create'), podRight(namespace, resource, 'get')]
}

/** `get pods/proxy in namespace shop`. */
export function rightText({ verb, resource, namespace }: ProbeRight): string {
  return `${verb} ${resource} in namespace ${namespace}`
}

/** The rights of some steps, each once. */
export function distinctRights(steps: readonly { readonly rights: readonly ProbeRight[] }[]): ProbeRight[] {
  return [
    ...new Map(steps.flatMap(({ rights }) => rights).map((right) => [rightText(right), right])).values(),
  ]
}

/** The object that asks the API server for a right: SelfSubjectAccessReview of authorization.k8s.io/v1. */
export function reviewOf({ verb, resource, namespace }: ProbeRight): unknown {
  const [name, subresource] = resource.split('/')
  return {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: {
      resourceAttributes: {
        verb,
        resource: name,
        namespace,
        ...(subresource === undefined ? {} : { subresource }),
      },
    },
  }
}
