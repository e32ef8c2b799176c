import type { PortShown, ProbeReport } from '../../diagnose/probe-report.ts'
import type { ServicePortPlace } from '../../probe/service-ports.ts'
import { withLiveWire } from './live-wire.ts'
import { Progress } from './progress.ts'
import { refuseFiles } from './refuse-files.ts'
import type { WorldFlags } from './world-flags.ts'

/** What a probe of ports may cost an API server: each endpoint some three requests, more where it does not answer. */
const mostEndpoints = 20
const mostRequests = 150

export interface PortsProbed {
  readonly ports: readonly PortShown[]
  readonly report: ProbeReport
}

/** Looks at ports of pods in the cluster that the flags name, or says what that would take. Throws SvcError `usage` for files. */
export async function probePorts(
  flags: WorldFlags,
  how: 'live' | 'plan',
  places: readonly ServicePortPlace[],
): Promise<PortsProbed> {
  refuseFiles(flags.filename)
  const { planOfPorts, plannedPorts, portsShown } = await import('../../probe/service-ports.ts')
  if (how === 'plan') return { ports: [], report: plannedPorts(places, mostEndpoints) }
  const { lookAll } = await import('../../probe/live/run.ts')
  const plan = planOfPorts(places, mostEndpoints)
  const progress = new Progress(flags.io)
  const onEndpoint = (done: number, of: number) => progress.at(() => `probing endpoints: ${done} of ${of}`)
  try {
    return await withLiveWire({ flags, mostRequests, onEndpoint }, async (wire, given) => {
      const { observations, report } = await lookAll({ wire, plan }, given)
      return { ports: portsShown(places, observations), report }
    })
  } finally {
    progress.end()
  }
}
