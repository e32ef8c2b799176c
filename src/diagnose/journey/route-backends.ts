import type { RouteRuleMatch } from '../../kube/references/route-request.ts'
import { routeBackends, routeReferences, type RouteBackend } from '../../kube/references/routes.ts'
import type { RequestController } from '../../kube/policy/senders.ts'
import { faultOf } from '../reference-fault.ts'
import { faultEnd, followed, type RouteAnswer } from './route-follow.ts'
import type { End, Field } from './model.ts'
import type { Worlds } from './worlds.ts'

export interface Taken {
  readonly match: RouteRuleMatch
  readonly taken: string
  /** What the Gateway does where a rule leads nowhere. */
  readonly failed: string
  readonly entryPoint: RequestController
}

/** Where the backends of a rule lead, each with its share of the requests. */
export function backendsStep(worlds: Worlds, asked: Taken): RouteAnswer {
  const { match, taken, failed } = asked
  const { route, rule } = match
  const fields: Field[] = [{ resource: route, path: ['spec', 'rules', rule, 'matches'] }]
  const backends = routeBackends(route).filter((backend) => backend.rule === rule && !backend.mirror)
  if (backends.length === 0) {
    const { filters = [] } = route.manifest.spec?.rules?.[rule] ?? {}
    const redirects = filters.some(({ requestRedirect }) => requestRedirect !== undefined)
    return {
      end: redirects
        ? {
            outcome: 'reached',
            stage: 'route',
            grounds: 'declared',
            because: `${taken}, which answers with a redirect`,
            fields,
          }
        : {
            outcome: 'answered',
            stage: 'route',
            because: `${taken}, which has no backend: the Gateway ${failed}`,
            fields,
          },
    }
  }
  const weighed = backends.filter(({ weight }) => weight > 0)
  if (weighed.length === 0)
    return {
      end: {
        outcome: 'answered',
        stage: 'route',
        because: `${taken}, whose backends all have the weight 0: the Gateway ${failed === 'answers 500' ? 'answers 500 or 503' : failed}`,
        fields,
        cause: 'route-weights-all-zero',
      },
    }
  return byShares(worlds, asked, weighed)
}

function byShares(
  worlds: Worlds,
  { match, taken, entryPoint }: Taken,
  backends: readonly RouteBackend[],
): RouteAnswer {
  const total = backends.reduce((sum, { weight }) => sum + weight, 0)
  const references = routeReferences(match.route)
  const answers = backends
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ path, weight }): RouteAnswer => {
      const share = weight === total ? '' : ` for ${Math.round((100 * weight) / total)} % of requests`
      const reference = references.find((item) => item.path.join() === [...path, 'name'].join())
      if (reference === undefined)
        return {
          end: {
            outcome: 'unknown',
            stage: 'route',
            because: `${taken}${share}, whose backend is not a Service`,
          },
        }
      const fault = faultOf(worlds.closed, reference)
      if (fault !== undefined && fault.fault !== 'alias')
        return { end: faultEnd(worlds, { taken: `${taken}${share}`, reference, fault }) }
      return followed(worlds, { reference, entryPoint }, `${taken}${share}`)
    })
  const steps = answers.flatMap((answer) => ('step' in answer ? answer.step : []))
  const lost = answers.flatMap((answer): End[] => ('end' in answer ? [answer.end] : []))
  const [first] = steps
  if (first === undefined) return { end: lost[0] ?? { outcome: 'unknown', stage: 'route', because: taken } }
  const others = steps.length > 1 ? `, the likeliest of ${backends.length} backends` : ''
  return {
    step: { ...first, because: `${first.because}${others}`, to: steps.flatMap(({ to }) => to), lost },
  }
}
