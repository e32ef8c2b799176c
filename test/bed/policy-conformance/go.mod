// no part of the bed: these files are laid over a checkout of kubernetes-sigs/network-policy-api, see record.sh
module policy-conformance

go 1.26
