// no part of the bed: these files are laid over a checkout of kubernetes-sigs/network-policy-api, see record.sh and build-judge.sh
module network-policy-api

go 1.26
