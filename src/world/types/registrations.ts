import type { LabelSelectorSpec, Manifest } from './manifest.ts'

/**
 * Manifests that tell a component which Service to call: webhooks, aggregated APIs, conversions, monitors.
 * Follows kubernetes/api admissionregistration/v1, kube-aggregator apiregistration/v1, apiextensions/v1 and
 * prometheus-operator monitoring/v1: only the fields that `svc` reads.
 */

export interface ServiceOfClient {
  readonly namespace?: string
  readonly name?: string
  readonly path?: string
  readonly port?: number
}

export interface WebhookClientConfig {
  readonly url?: string
  readonly service?: ServiceOfClient
}

/** ValidatingWebhookConfiguration and MutatingWebhookConfiguration. */
export interface WebhookConfiguration extends Manifest {
  readonly webhooks?: readonly {
    readonly name?: string
    readonly failurePolicy?: string
    readonly clientConfig?: WebhookClientConfig
  }[]
}

export interface ApiService extends Manifest {
  readonly spec?: {
    readonly service?: { readonly namespace?: string; readonly name?: string; readonly port?: number }
  }
}

export interface CustomResourceDefinition extends Manifest {
  readonly spec?: {
    readonly conversion?: {
      readonly strategy?: string
      readonly webhook?: { readonly clientConfig?: WebhookClientConfig }
    }
  }
}

/** It chooses pods, and its ports are named by their containers: no Service is involved. */
export interface PodMonitor extends Manifest {
  readonly spec?: {
    readonly selector?: LabelSelectorSpec
    readonly namespaceSelector?: { readonly any?: boolean; readonly matchNames?: readonly string[] }
    readonly podMetricsEndpoints?: readonly { readonly port?: string }[]
  }
}

export interface ServiceMonitor extends Manifest {
  readonly spec?: {
    readonly selector?: LabelSelectorSpec
    readonly namespaceSelector?: { readonly any?: boolean; readonly matchNames?: readonly string[] }
    readonly endpoints?: readonly { readonly port?: string; readonly targetPort?: number | string }[]
  }
}
