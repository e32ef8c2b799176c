import { ingressClassOf } from '../../kube/references/ingress-class.ts'
import { inNamespace, kubectl } from '../../text/shell.ts'
import { quote, quoteList } from '../../text/wording.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import type { Ingress } from '../../world/types/manifest.ts'
import { defined } from '../../world/defined.ts'
import { classFix } from '../ingress-class-fix.ts'
import { ingressRefusal } from '../ingress-refusal.ts'
import { refusedBy } from './end-parts.ts'
import type { End, Field } from './model.ts'
import type { Worlds } from './worlds.ts'

/** Whether a controller takes the Ingress at all: by its class, the default one, or its status. */
export function ingressClassEnd({ closed, open: seen }: Worlds, ingress: Resource<Ingress>): End | undefined {
  const found = ingressClassOf(closed, ingress)
  const common = {
    outcome: 'no-route',
    stage: 'route',
    cause: 'ingress-class-missing',
    confirm: kubectl('describe', 'ingress', ingress.name, ...inNamespace(ingress.namespace)),
  } as const
  if (found.is === 'none-default') {
    const doubt = seen.doubt(['IngressClass'], undefined)
    const text = `${nameOf(ingress)} names no class, and none of ${quoteList(found.classes.map(({ name }) => name))} is the default: no controller serves it; its status has no address`
    if (doubt !== undefined && doubt.state !== 'partial')
      return { ...common, outcome: 'unknown', because: `${text}, but ${doubt.because}`, ...refusedBy(doubt) }
    return {
      ...common,
      because: text,
      fields: [
        { resource: ingress, path: ['spec', 'ingressClassName'] },
        { resource: ingress, path: ['status', 'loadBalancer'] },
      ],
      ...defined({ remedy: classFix(closed, ingress) }),
      ...(doubt === undefined ? {} : { assumes: ['no IngressClass that is the default'] }),
    }
  }
  if (found.is !== 'missing') return undefined
  const doubt = seen.doubt(['IngressClass'], undefined)
  const text = `${nameOf(ingress)} names class ${quote(found.name)}, but there is no such IngressClass`
  const fields: Field[] = [{ resource: ingress, path: found.at }]
  return doubt === undefined
    ? {
        ...common,
        because: `${text}: no controller serves it`,
        fields,
        ...defined({ remedy: classFix(closed, ingress) }),
      }
    : {
        ...common,
        outcome: 'unknown',
        because: `${text} here, but ${doubt.because}`,
        fields,
        ...refusedBy(doubt),
      }
}

/** What its controller says against it, or will say by what it does by default. */
export function ingressRefused({ closed }: Worlds, ingress: Resource<Ingress>): End | undefined {
  const refusal = ingressRefusal(closed, ingress)
  if (refusal === undefined) return undefined
  const { because, isSaid, field, fix } = refusal
  return {
    outcome: 'no-route',
    stage: 'route',
    because,
    fields: [field],
    cause: 'ingress-refused',
    confirm: kubectl('describe', 'ingress', ingress.name, ...inNamespace(ingress.namespace)),
    ...(isSaid ? { witnessed: true as const } : { doubtful: true as const }),
    ...(fix === undefined ? {} : { remedy: fix }),
  }
}
