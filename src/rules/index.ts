import { allocationTaken } from './apiserver/allocation-taken.ts'
import { apiServerRejects } from './apiserver/api-server-rejects.ts'
import { apiServerWarns } from './apiserver/api-server-warns.ts'
import { applyLosesPort } from './apiserver/apply-loses-port.ts'
import { manifestMisspelt } from './apiserver/manifest-misspelt.ts'
import { objectWrittenTwice } from './apiserver/object-written-twice.ts'
import { apiServiceBackendMissing } from './registrations/api-service-backend-missing.ts'
import { apiServicePortWrong } from './registrations/api-service-port-wrong.ts'
import { clientBypassesClusterDns } from './clients/client-bypasses-cluster-dns.ts'
import { clientNamesMissingService } from './clients/client-names-missing-service.ts'
import { clientPortNotInService } from './clients/client-port-not-in-service.ts'
import { clientUsesTargetPort } from './clients/client-uses-target-port.ts'
import { changeCutsOffService } from './policies/change-cuts-off-service.ts'
import { changeRemovesPort } from './service/change-removes-port.ts'
import { endpointsDifferFromPods } from './endpoints/endpoints-differ-from-pods.ts'
import { endpointsMissing } from './endpoints/endpoints-missing.ts'
import { endpointsOfOtherFamily } from './endpoints/endpoints-of-other-family.ts'
import { sliceServiceMissing } from './endpoints/slice-service-missing.ts'
import { sliceSeveralAddresses } from './endpoints/slice-several-addresses.ts'
import { endpointsNoPods } from './endpoints/endpoints-no-pods.ts'
import { endpointsNoneReady } from './endpoints/endpoints-none-ready.ts'
import { endpointsPortNameDiffers } from './endpoints/endpoints-port-name-differs.ts'
import { endpointsWithoutPort } from './endpoints/endpoints-without-port.ts'
import { externalNameIsAnIp } from './service/external-name-is-an-ip.ts'
import { externalNameMissingService } from './service/external-name-missing-service.ts'
import { headlessCalledByApiServer } from './registrations/headless-called-by-api-server.ts'
import { headlessTargetPortIgnored } from './service/headless-target-port-ignored.ts'
import { ingressBackendMissing } from './routes/ingress-backend-missing.ts'
import { ingressClassMissing } from './routes/ingress-class-missing.ts'
import { ingressRefused } from './routes/ingress-refused.ts'
import { ingressBackendPortWrong } from './routes/ingress-backend-port-wrong.ts'
import { internalPolicyStrandsClient } from './service/internal-policy-strands-client.ts'
import { hostAliasShadowsService } from './clients/host-alias-shadows-service.ts'
import { aliasCertificateName } from './clients/alias-certificate-name.ts'
import { podIpHardCoded } from './clients/pod-ip-hard-coded.ts'
import { routeBackendMissing } from './routes/route-backend-missing.ts'
import { routeBackendNotPermitted } from './routes/route-backend-not-permitted.ts'
import { routeBackendPortWrong } from './routes/route-backend-port-wrong.ts'
import { routeGatewayMissing } from './routes/route-gateway-missing.ts'
import { routeNotAttached } from './routes/route-not-attached.ts'
import { routeRefused } from './routes/route-refused.ts'
import { routeWeightsAllZero } from './routes/route-weights-all-zero.ts'
import { listenerSetNotAttached } from './routes/listener-set-not-attached.ts'
import { meshHostMissing } from './mesh/mesh-host-missing.ts'
import { meshSubsetMissing } from './mesh/mesh-subset-missing.ts'
import { meshPortWrong } from './mesh/mesh-port-wrong.ts'
import { podMonitorPortUnknown } from './monitors/pod-monitor-port-unknown.ts'
import { podMonitorSelectsNothing } from './monitors/pod-monitor-selects-nothing.ts'
import { policyBlocksServiceClient } from './policies/policy-blocks-service-client.ts'
import { policyDnsBlocked } from './policies/policy-dns-blocked.ts'
import { policyPeerMatchesNothing } from './policies/policy-peer-matches-nothing.ts'
import { policyPortIsServicePort } from './policies/policy-port-is-service-port.ts'
import { policyPortNameUnknown } from './policies/policy-port-name-unknown.ts'
import { policySelectsNoPod } from './policies/policy-selects-no-pod.ts'
import type { AnyRule } from './rule.ts'
import { selectorMatchesNothing } from './selector/selector-matches-nothing.ts'
import { selectorMatchesSeveralApps } from './selector/selector-matches-several-apps.ts'
import { selectorVolatileLabel } from './selector/selector-volatile-label.ts'
import { serviceMonitorPortUnknown } from './monitors/service-monitor-port-unknown.ts'
import { serviceMonitorSelectsNothing } from './monitors/service-monitor-selects-nothing.ts'
import { serviceLinkReadAsPort } from './workloads/service-link-read-as-port.ts'
import { statefulSetServiceMissing } from './workloads/stateful-set-service-missing.ts'
import { statefulSetServiceSelectsOthers } from './workloads/stateful-set-service-selects-others.ts'
import { targetPortDiffersBetweenPods } from './ports/target-port-differs-between-pods.ts'
import { targetPortIgnored } from './ports/target-port-ignored.ts'
import { targetPortNameOtherProtocol } from './ports/target-port-name-other-protocol.ts'
import { targetPortNameUnknown } from './ports/target-port-name-unknown.ts'
import { targetPortNotServed } from './ports/target-port-not-served.ts'
import { targetPortUndeclared } from './ports/target-port-undeclared.ts'
import { webhookPortWrong } from './registrations/webhook-port-wrong.ts'
import { webhookServiceMissing } from './registrations/webhook-service-missing.ts'

/** Every rule, in the order in which a reader would check by hand: is it accepted, selector, ports, endpoints, the rest, clients, policies. */
export const rules: readonly AnyRule[] = [
  manifestMisspelt,
  objectWrittenTwice,
  apiServerRejects,
  allocationTaken,
  applyLosesPort,
  apiServerWarns,
  selectorMatchesNothing,
  selectorMatchesSeveralApps,
  selectorVolatileLabel,
  targetPortNameUnknown,
  targetPortNameOtherProtocol,
  targetPortDiffersBetweenPods,
  targetPortNotServed,
  targetPortUndeclared,
  targetPortIgnored,
  changeRemovesPort,
  changeCutsOffService,
  endpointsDifferFromPods,
  endpointsMissing,
  endpointsOfOtherFamily,
  sliceServiceMissing,
  sliceSeveralAddresses,
  endpointsNoPods,
  endpointsNoneReady,
  endpointsWithoutPort,
  endpointsPortNameDiffers,
  internalPolicyStrandsClient,
  headlessTargetPortIgnored,
  externalNameIsAnIp,
  externalNameMissingService,
  statefulSetServiceMissing,
  statefulSetServiceSelectsOthers,
  ingressBackendMissing,
  ingressBackendPortWrong,
  ingressRefused,
  ingressClassMissing,
  routeGatewayMissing,
  routeNotAttached,
  listenerSetNotAttached,
  routeBackendMissing,
  routeBackendPortWrong,
  routeBackendNotPermitted,
  routeRefused,
  routeWeightsAllZero,
  webhookServiceMissing,
  webhookPortWrong,
  headlessCalledByApiServer,
  apiServiceBackendMissing,
  apiServicePortWrong,
  serviceMonitorSelectsNothing,
  serviceMonitorPortUnknown,
  podMonitorSelectsNothing,
  podMonitorPortUnknown,
  meshHostMissing,
  meshPortWrong,
  meshSubsetMissing,
  clientBypassesClusterDns,
  clientNamesMissingService,
  clientPortNotInService,
  clientUsesTargetPort,
  podIpHardCoded,
  hostAliasShadowsService,
  aliasCertificateName,
  policySelectsNoPod,
  policyPeerMatchesNothing,
  policyPortNameUnknown,
  policyPortIsServicePort,
  policyDnsBlocked,
  policyBlocksServiceClient,
  serviceLinkReadAsPort,
]
