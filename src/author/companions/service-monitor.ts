import { SvcError } from '../../errors.ts'
import type { Service, ServicePort } from '../../world/types/manifest.ts'
import { besides, type Companion } from './companion.ts'

/** Where metrics are served, as a preset knows it. */
export interface MetricsWish {
  readonly port?: string | undefined
  readonly path?: string | undefined
}

/**
 * A ServiceMonitor of the Prometheus Operator for the Service. It finds the Service by its labels and the port by its
 * name, so the Service needs both (https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.ServiceMonitor).
 * Throws SvcError `usage` for a Service without them.
 */
export function serviceMonitor(
  service: Service,
  { port: wanted, path = '/metrics' }: MetricsWish,
): Companion {
  const { labels } = service.metadata ?? {}
  if (labels === undefined || Object.keys(labels).length === 0)
    throw new SvcError('usage', '--service-monitor finds a Service by its labels, and this one has none', {
      hint: `add --label app.kubernetes.io/name=${service.metadata?.name ?? 'NAME'}`,
    })
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: besides(service),
    spec: {
      selector: { matchLabels: labels },
      endpoints: [{ port: metricsPort(service.spec?.ports ?? [], wanted), path }],
    },
  }
}

function metricsPort(ports: readonly ServicePort[], wanted: string | undefined): string {
  const names = ports.flatMap(({ name }) => name ?? [])
  const found =
    wanted === undefined
      ? (names.find((name) => /^(http-)?(metrics|prom)/.test(name)) ??
        (ports.length === 1 ? names[0] : names.find((name) => name === 'http')))
      : names.find((name) => name === wanted)
  if (found !== undefined) return found
  throw new SvcError('usage', `--service-monitor needs a port named ${wanted ?? 'metrics'}`, {
    hint: names.length === 0 ? 'name it: --port metrics=9090' : `the Service has ${names.join(', ')}`,
  })
}
