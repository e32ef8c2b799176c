import { Args, Flags } from '@oclif/core'
import { candidatesOf, type Candidate } from '../kube/endpointslice/candidates.ts'
import { describeMiss } from '../kube/endpointslice/describe-miss.ts'
import { driftOf } from '../kube/endpointslice/drift.ts'
import { emptinessOf } from '../kube/endpointslice/emptiness.ts'
import { selectorOf } from '../kube/endpointslice/selection.ts'
import { actualSlices, predictEndpointSlices } from '../kube/endpointslice/slices.ts'
import { endpointsJson, endpointsText, type CandidateRow, type ServiceEndpoints } from '../report/list/endpoints.ts'
import type { Service } from '../world/manifest.ts'
import { idOf, type Resource } from '../world/resource.ts'
import type { World } from '../world/world.ts'
import { SvcCommand } from './base/command.ts'
import { findServices } from './base/find-services.ts'
import { endpointKinds } from './base/kinds.ts'
import { readWorld } from './base/read-world.ts'
import { worldFlags } from './base/world-flags.ts'

export default class Endpoints extends SvcCommand {
  static override summary = 'show which pods a Service leads to, which not, and why'
  static override description = 'One row for each pod that the selector chooses; the predicted EndpointSlices beside the actual ones.'
  static override examples = ['svc endpoints chat-api', 'svc endpoints -n shop', 'svc endpoints chat-api -f deploy/ -o json']
  static override strict = false
  static override usage = 'endpoints [SERVICE...] [FLAGS]'
  static override args = { service: Args.string({ description: 'Services, as NAME or NAMESPACE/NAME; all when left out' }) }
  static override flags = {
    output: Flags.option({ char: 'o', options: ['text', 'json'] as const, default: 'text' as const, description: 'format' })(),
    ...worldFlags,
  }

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Endpoints)
    const read = await readWorld([], flags, endpointKinds)
    const services = findServices(argv as string[], read).map((service) => describe(read.world, service))
    this.print(flags.output === 'json' ? endpointsJson(services) : endpointsText(services, await this.screen(flags.color)))
  }
}

function describe(world: World, service: Resource<Service>): ServiceEndpoints {
  const candidates = candidatesOf(world, service)
  const actual = actualSlices(world, service).map(({ manifest }) => manifest)
  const listed = actual.length > 0 || world.doubt(['EndpointSlice'], service.namespace) === undefined
  return {
    namespace: service.namespace ?? '',
    name: service.name,
    candidates: candidates.map(rowOf),
    predicted: predictEndpointSlices(world, service),
    ...(listed ? { actual } : {}),
    remarks: [...(candidates.length === 0 ? whyNone(world, service) : []), ...driftOf(world, service)],
  }
}

function rowOf({ podLike, in: listed, because, conditions, addresses }: Candidate): CandidateRow {
  return { pod: idOf(podLike.resource), in: listed, because, ...conditions, addresses }
}

function whyNone(world: World, service: Resource<Service>): string[] {
  if (selectorOf(service.manifest) === undefined) return ['it has no selector: its endpoints are written by hand']
  const { miss, doubt } = emptinessOf(world, service)
  return [
    `the selector matches no pod${miss === undefined ? '' : `: ${describeMiss(world, miss)}`}`,
    ...(doubt === undefined ? [] : [`there may be others: ${doubt.because}`]),
  ]
}
