// The CRD of InferencePool, for what stands beside a Service. A module of its own, so that its pins move no others.
module kubectl-svc/bed/inference

go 1.26.0

require sigs.k8s.io/gateway-api-inference-extension v1.0.0
