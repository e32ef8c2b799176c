import { allocationTaken } from './allocation-taken.ts'
import { apiServerRejects } from './api-server-rejects.ts'
import { apiServerWarns } from './api-server-warns.ts'
import { clientNamesMissingService } from './client-names-missing-service.ts'
import { clientPortNotInService } from './client-port-not-in-service.ts'
import { clientUsesTargetPort } from './client-uses-target-port.ts'
import { endpointsNoPods } from './endpoints-no-pods.ts'
import { endpointsNoneReady } from './endpoints-none-ready.ts'
import { endpointsPortNameDiffers } from './endpoints-port-name-differs.ts'
import { endpointsWithoutPort } from './endpoints-without-port.ts'
import { externalNameIsAnIp } from './external-name-is-an-ip.ts'
import { headlessTargetPortIgnored } from './headless-target-port-ignored.ts'
import { ingressBackendMissing } from './ingress-backend-missing.ts'
import { ingressBackendPortWrong } from './ingress-backend-port-wrong.ts'
import { podIpHardCoded } from './pod-ip-hard-coded.ts'
import type { AnyRule } from './rule.ts'
import { selectorMatchesNothing } from './selector-matches-nothing.ts'
import { selectorMatchesSeveralApps } from './selector-matches-several-apps.ts'
import { selectorVolatileLabel } from './selector-volatile-label.ts'
import { statefulSetServiceMissing } from './stateful-set-service-missing.ts'
import { targetPortDiffersBetweenPods } from './target-port-differs-between-pods.ts'
import { targetPortNameOtherProtocol } from './target-port-name-other-protocol.ts'
import { targetPortNameUnknown } from './target-port-name-unknown.ts'
import { targetPortUndeclared } from './target-port-undeclared.ts'

/** Every rule, in the order in which a reader would check by hand: is it accepted, selector, ports, endpoints, the rest, clients. */
export const rules: readonly AnyRule[] = [
  apiServerRejects,
  allocationTaken,
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
  headlessTargetPortIgnored,
  externalNameIsAnIp,
  statefulSetServiceMissing,
  ingressBackendMissing,
  ingressBackendPortWrong,
  clientNamesMissingService,
  clientPortNotInService,
  clientUsesTargetPort,
  podIpHardCoded,
]
