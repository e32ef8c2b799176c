import { faults, lockedOut, type Application } from '../broken-applications.ts'
import { clientRows } from './clients.ts'
import { endpointRows } from './endpoints.ts'
import { policyRows } from './policies.ts'
import { portRows } from './ports.ts'
import { routeRows } from './routes.ts'
import { selectorRows } from './selectors.ts'
import { watcherRows } from './watchers.ts'

/** One thing that goes wrong with a working application, and what is said about it. */
export interface Row {
  readonly what: string
  /** The rule whose finding carries the fix; absent where lint proposes no edit, and a trace does. */
  readonly rule?: string
  /** What belongs to the application besides, healthy. */
  readonly around?: (app: Application) => void
  /** Puts it wrong; false where this application has no such thing. */
  readonly put: (app: Application) => boolean
  /** The trace works in spite of it: no request of the client is concerned. */
  readonly works?: true
  /** Why the trace, which does not work, proposes nothing. */
  readonly silent?: string
}

const old: readonly Row[] = Object.entries(faults)
  .filter(([what]) => what !== lockedOut)
  .map(([what, put]) => ({
    what,
    rule: ruleOf(what),
    // of several declared ports the words of a program may mean any
    put: (app) => put(app) && (!/arguments|probe/.test(what) || isLone(app)),
    ...(what.includes('StatefulSet') ? { works: true } : {}),
  }))

const isLone = (app: Application) => (app.container['ports'] as unknown[]).length === 1

function ruleOf(what: string): string {
  if (/selector|labels/.test(what)) return 'selector-matches-nothing'
  if (what.includes('name of the port')) return 'target-port-name-unknown'
  if (what.includes('number of another port')) return 'target-port-undeclared'
  if (what.includes('StatefulSet')) return 'stateful-set-service-missing'
  return what.includes('policy') ? 'policy-port-is-service-port' : 'target-port-not-served'
}

export const rows: readonly Row[] = [
  ...old,
  { what: lockedOut, put: faults[lockedOut] ?? (() => false) },
  ...selectorRows,
  ...portRows,
  ...endpointRows,
  ...clientRows,
  ...policyRows,
  ...routeRows,
  ...watcherRows,
]
