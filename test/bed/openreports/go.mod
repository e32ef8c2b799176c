// The CRDs of openreports.io, which svc report writes. A module of its own, so that its pins move no others.
module kubectl-svc/bed/openreports

go 1.26.0

require github.com/openreports/reports-api v0.2.1
