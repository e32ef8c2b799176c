import type { Finding, LintResult } from '../../lint/finding.ts'
import { printable } from '../../text/printable.ts'
import type { Surveyed } from './surveyed.ts'

type Labels = Readonly<Record<string, string>>

interface Metric {
  readonly name: string
  readonly help: string
  readonly samples: readonly (readonly [Labels, number])[]
}

/**
 * The findings of a cluster as gauges, in the text format of Prometheus (version 0.0.4): for a Pushgateway, or for the textfile collector of
 * the node exporter. https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 */
export function prometheusText(
  { findings, unread, notRead }: LintResult,
  { services, now }: Surveyed,
): string {
  const metrics: Metric[] = [
    { name: 'svc_lint_findings', help: 'Findings of svc lint.', samples: countsOf(findings) },
    {
      name: 'svc_lint_services',
      help: 'Services that were checked.',
      samples: [...services].map(([namespace, names]) => [{ namespace }, names.length]),
    },
    {
      name: 'svc_lint_not_read',
      help: 'Objects and lists that could not be read.',
      samples: [[{}, unread.length + notRead.length]],
    },
    {
      name: 'svc_lint_last_run_timestamp_seconds',
      help: 'When the cluster was read.',
      samples: [[{}, Math.floor(now.getTime() / 1000)]],
    },
  ]
  return metrics.map(metricText).join('')
}

function countsOf(findings: readonly Finding[]): Metric['samples'] {
  const counts = new Map<string, readonly [Labels, number]>()
  for (const { rule, severity, verdict, resource } of findings) {
    const labels = { namespace: resource.namespace ?? '', rule, severity, verdict }
    const key = Object.values(labels).join('\n')
    counts.set(key, [labels, (counts.get(key)?.[1] ?? 0) + 1])
  }
  return [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, sample]) => sample)
}

function metricText({ name, help, samples }: Metric): string {
  const lines = samples.map(([labels, value]) => `${name}${labelsText(labels)} ${value}`)
  return `${[`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...lines].join('\n')}\n`
}

function labelsText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${escaped(printable(value))}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
