/** Which Service a slice is for, and who writes it. */
export const serviceNameLabel = 'kubernetes.io/service-name'
export const managedByLabel = 'endpointslice.kubernetes.io/managed-by'
/** Of a slice of a headless Service; kube-proxy reads no slice that carries it. */
export const headlessLabel = 'service.kubernetes.io/headless'

export const controllerName = 'endpointslice-controller.k8s.io'

/** kube-controller-manager's default of --max-endpoints-per-slice. */
export const maxEndpointsPerSlice = 100
