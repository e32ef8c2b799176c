import { allocationTaken } from './allocation-taken.ts'
import { apiServerRejects } from './api-server-rejects.ts'
import { apiServerWarns } from './api-server-warns.ts'
import { applyLosesPort } from './apply-loses-port.ts'
import { apiServiceBackendMissing } from './api-service-backend-missing.ts'
import { apiServicePortWrong } from './api-service-port-wrong.ts'
import { clientNamesMissingService } from './client-names-missing-service.ts'
import { clientPortNotInService } from './client-port-not-in-service.ts'
import { clientUsesTargetPort } from './client-uses-target-port.ts'
import { endpointsNoPods } from './endpoints-no-pods.ts'
import { endpointsNoneReady } from './endpoints-none-ready.ts'
import { endpointsPortNameDiffers } from './endpoints-port-name-differs.ts'
import { endpointsWithoutPort } from './endpoints-without-port.ts'
import { externalNameIsAnIp } from './external-name-is-an-ip.ts'
import { headlessCalledByApiServer } from './headless-called-by-api-server.ts'
import { headlessTargetPortIgnored } from './headless-target-port-ignored.ts'
import { ingressBackendMissing } from './ingress-backend-missing.ts'
import { ingressBackendPortWrong } from './ingress-backend-port-wrong.ts'
import { internalPolicyStrandsClient } from './internal-policy-strands-client.ts'
import { podIpHardCoded } from './pod-ip-hard-coded.ts'
import { routeBackendMissing } from './route-backend-missing.ts'
import { routeBackendNotPermitted } from './route-backend-not-permitted.ts'
import { routeBackendPortWrong } from './route-backend-port-wrong.ts'
import { routeGatewayMissing } from './route-gateway-missing.ts'
import { routeNotAttached } from './route-not-attached.ts'
import { routeWeightsAllZero } from './route-weights-all-zero.ts'
import { listenerSetNotAttached } from './listener-set-not-attached.ts'
import { meshHostMissing } from './mesh-host-missing.ts'
import { meshPortWrong } from './mesh-port-wrong.ts'
import { podMonitorPortUnknown } from './pod-monitor-port-unknown.ts'
import { podMonitorSelectsNothing } from './pod-monitor-selects-nothing.ts'
import { policyBlocksServiceClient } from './policy-blocks-service-client.ts'
import { policyDnsBlocked } from './policy-dns-blocked.ts'
import { policyPeerMatchesNothing } from './policy-peer-matches-nothing.ts'
import { policyPortIsServicePort } from './policy-port-is-service-port.ts'
import { policyPortNameUnknown } from './policy-port-name-unknown.ts'
import { policySelectsNoPod } from './policy-selects-no-pod.ts'
import type { AnyRule } from './rule.ts'
import { selectorMatchesNothing } from './selector-matches-nothing.ts'
import { selectorMatchesSeveralApps } from './selector-matches-several-apps.ts'
import { selectorVolatileLabel } from './selector-volatile-label.ts'
import { serviceMonitorPortUnknown } from './service-monitor-port-unknown.ts'
import { serviceMonitorSelectsNothing } from './service-monitor-selects-nothing.ts'
import { serviceLinkReadAsPort } from './service-link-read-as-port.ts'
import { statefulSetServiceMissing } from './stateful-set-service-missing.ts'
import { statefulSetServiceSelectsOthers } from './stateful-set-service-selects-others.ts'
import { targetPortDiffersBetweenPods } from './target-port-differs-between-pods.ts'
import { targetPortNameOtherProtocol } from './target-port-name-other-protocol.ts'
import { targetPortNameUnknown } from './target-port-name-unknown.ts'
import { targetPortUndeclared } from './target-port-undeclared.ts'
import { webhookPortWrong } from './webhook-port-wrong.ts'
import { webhookServiceMissing } from './webhook-service-missing.ts'

/** Every rule, in the order in which a reader would check by hand: is it accepted, selector, ports, endpoints, the rest, clients, policies. */
export const rules: readonly AnyRule[] = [
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
  targetPortUndeclared,
  endpointsNoPods,
  endpointsNoneReady,
  endpointsWithoutPort,
  endpointsPortNameDiffers,
  internalPolicyStrandsClient,
  headlessTargetPortIgnored,
  externalNameIsAnIp,
  statefulSetServiceMissing,
  statefulSetServiceSelectsOthers,
  ingressBackendMissing,
  ingressBackendPortWrong,
  routeGatewayMissing,
  routeNotAttached,
  listenerSetNotAttached,
  routeBackendMissing,
  routeBackendPortWrong,
  routeBackendNotPermitted,
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
  clientNamesMissingService,
  clientPortNotInService,
  clientUsesTargetPort,
  podIpHardCoded,
  policySelectsNoPod,
  policyPeerMatchesNothing,
  policyPortNameUnknown,
  policyPortIsServicePort,
  policyDnsBlocked,
  policyBlocksServiceClient,
  serviceLinkReadAsPort,
]
