import type { HopId, Verdict } from '../../../src/trace/model.ts'
import type { Object_, PodState } from './objects.ts'

/** One situation on real nodes, one request, and what `svc` has to say of it. */
export interface VerdictScenario {
  readonly name: string
  /** Put into a namespace of the scenario's own; `$NS` in any text is its name. */
  readonly objects: readonly Object_[]
  /** Pods by name, or by the name of their workload, that do not become ready. */
  readonly states?: Readonly<Record<string, PodState>>
  /** The pod that calls, `cli` where nothing is said; `outside`: a machine outside of the cluster. */
  readonly from?: string
  /** What is called, a URL or HOST:PORT/udp, and what `svc trace` is asked. `$NS`, and `$POD(name)` for the address of a pod. */
  readonly target: string
  /** What `svc trace` is asked, where that is written otherwise. */
  readonly asked?: string
  /** An SRV record is looked up, not a connection made. */
  readonly srv?: true
  /** What comes of the requests. */
  readonly requests: 'all answered' | 'some answered' | 'none answered'
  /** The verdicts that are right; follows from `requests` where nothing is said. */
  readonly verdict?: readonly Verdict['status'][]
  /** Where the path breaks: any of them is a fair name for it. */
  readonly hop?: HopId | readonly HopId[]
  /** No object shows why it fails: then WORKS is right, on grounds that are less than a probe. */
  readonly invisible?: true
  /** The rules whose errors `svc lint` reports; any other error is a false one. */
  readonly errors?: readonly string[]
  /** Rules that are reported as errors or warnings. */
  readonly warnings?: readonly string[]
}
