/** The public API: the engines of the command line as functions, without oclif, chalk or the Kubernetes client. */

export { buildWorld, type World, type WorldInput } from './world/world.ts'
export { toResource } from './world/resource.ts'
export type {
  Coverage,
  CoverageState,
  Doubt,
  NotRead,
  NotReadState,
  ListRight,
  Unread,
} from './world/coverage.ts'
export type { Kind, Kinds } from './world/kinds.ts'
export type * from './world/types/gateway-api.ts'
export type * from './world/types/manifest.ts'
export type * from './world/types/registrations.ts'
export type * from './world/types/cluster-network-policy.ts'
export type * from './world/types/network-policy.ts'
export { formatPath, type FieldPath, type Location, type Span } from './world/place.ts'
export type { Origin, Resource, ResourceId } from './world/resource.ts'
export type { Reason, ReasonShown } from './world/reason.ts'
export { readText, type DocumentOptions } from './sources/files/documents.ts'
export type { SourceResult } from './sources/source.ts'
export { lint, type LintOptions } from './lint/lint.ts'
export type { Finding, LintResult, LintSummary, RelatedPlace } from './lint/finding.ts'
export { rules } from './rules/index.ts'
export type { AnyRule, Severity } from './rules/rule.ts'
export type { Edit, Fix } from './diagnose/fix.ts'
export { trace } from './trace/trace.ts'
export type { Evidence, Hop, HopId, HopStatus, Question, Repair, Trace, Verdict } from './trace/model.ts'
export { candidatesOf, type Candidate } from './kube/endpointslice/candidates.ts'
export { dependents, type Dependent } from './diagnose/dependents.ts'
export type { ReferenceKind, ServiceReference } from './kube/references/reference.ts'
export { predictEndpointSlices } from './kube/endpointslice/slices.ts'
export { policyVerdict, type PolicyQuestion, type PolicyVerdict } from './kube/policy/verdict.ts'
export { reach } from './kube/proxy/reach.ts'
export type {
  Ground,
  LeftOutEndpoint,
  LeftOutCode,
  NoteCode,
  ReachOutcome,
  Reach,
  ReachCode,
  ReachedEndpoint,
  ReachQuestion,
  Vantage,
  Via,
} from './kube/proxy/model.ts'
export type { PolicyContribution } from './kube/policy/direction.ts'
export type { PolicyAnswer } from './kube/policy/ruling.ts'
export { healthOf, type Health, type ServiceHealth } from './inspect/health.ts'
export { serviceEnvironment, type ServiceVariable } from './kube/dns/service-environment.ts'
export { answerDns, type DnsQuestion } from './kube/dns/answer-dns.ts'
export type { DnsQuery, DnsRecord, DnsReply, Rcode } from './kube/dns/reply.ts'
export {
  lookup,
  type Lookup,
  type LookupOutcome,
  type LookupQuery,
  type LookupQuestion,
} from './kube/dns/resolver/lookup.ts'
export type { Resolver } from './kube/dns/resolver/candidates.ts'
export type { Client } from './kube/dns/resolver/client.ts'
export { podResolver, type PodResolver } from './kube/dns/resolver/pod-resolver.ts'
export {
  checkEndpointSlice,
  checkEndpointSliceApply,
  checkEndpointSliceUpdate,
  checkService,
  checkServiceApply,
  checkServiceUpdate,
  type CheckOptions,
  type CheckResult,
} from './validate/check.ts'
export type { ErrorType, FieldError } from './kube/apiserver/field-error.ts'
export { kubernetesVersions } from './kube/core/versions.ts'
export { newService } from './author/new-service.ts'
export type { AuthoredType, Intent } from './author/intent.ts'
export { SvcError, type ErrorCode, type ErrorDetails } from './errors.ts'
