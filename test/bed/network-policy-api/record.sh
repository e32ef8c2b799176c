#!/bin/sh
# Records the conformance tests of ClusterNetworkPolicy as cases: what they send, under which policies, and whether it must connect.
# CHECKOUT is a clone of github.com/kubernetes-sigs/network-policy-api; nothing in it is changed, and no cluster is needed: the
# tests run with a client that only remembers, and `PokeServer` writes down what it is asked in place of sending it.
#
#   sh test/bed/network-policy-api/record.sh CHECKOUT > test/kube/policy/policy-conformance.json
set -eu

here=$(cd "$(dirname "$0")" && pwd)
checkout=$(cd "$1" && pwd)
overlay=$(mktemp)
cases=$(mktemp)
trap 'rm -f "$overlay" "$cases"' EXIT
cat > "$overlay" << END
{"Replace": {
  "$checkout/conformance/utils/kubernetes/helper.go": "$here/conformance/helper.go",
  "$checkout/conformance/conformance_test.go": "$here/conformance/record_test.go"
}}
END
cd "$checkout"
CASES="$cases" COMMIT=$(git rev-parse HEAD) go test -count=1 -overlay "$overlay" ./conformance -run '^TestConformance$' 1>&2
cat "$cases"
