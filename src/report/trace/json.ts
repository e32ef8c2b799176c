import type { Trace } from '../../trace/model.ts'
import { unreadProperty, type Gaps } from '../not-read.ts'
import { jsonText } from '../../text/json.ts'

/** The machine interface of `svc trace`: schemas/trace.schema.json, version 1. */
export function traceJson(trace: Trace, gaps: Gaps): string {
  const { question, client, verdict, assumptions, hops, repair, confirm, probe } = trace
  const { target, from } = question
  const output = {
    version: 1,
    question: { target, from },
    client,
    verdict,
    assumptions,
    hops: hops.map(({ id, direction, status, because, basis, evidence, reasons, observations }) => ({
      id,
      direction,
      status,
      because,
      basis,
      evidence,
      reasons,
      observations,
    })),
    fix: repair,
    confirm,
    probe,
    ...unreadProperty(gaps),
  }
  return jsonText(output)
}
