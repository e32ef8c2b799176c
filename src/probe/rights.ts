import type { Right } from '../diagnose/probe-report.ts'

/** A right on pods, Services or their subresources in a namespace. */
export function podRight(namespace: string, resource: string, verb: string): Right {
  return { verb, resource, namespace }
}

/** Over WebSockets a stream is a GET that since 1.35 needs `create` as well. */
export function streamRights(namespace: string, resource: string): Right[] {
  return [podRight(namespace, resource, 'create'), podRight(namespace, resource, 'get')]
}

/** `get pods/proxy in namespace shop`. */
export function rightText({ verb, resource, namespace }: Right): string {
  return `${verb} ${resource} in namespace ${namespace}`
}

/** The rights of some steps, each once. */
export function distinctRights(steps: readonly { readonly rights: readonly Right[] }[]): Right[] {
  return [
    ...new Map(steps.flatMap(({ rights }) => rights).map((right) => [rightText(right), right])).values(),
  ]
}

/** The object that asks the API server for a right: SelfSubjectAccessReview of authorization.k8s.io/v1. */
export function reviewOf({ verb, resource, namespace }: Right): unknown {
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
