#!/bin/sh
# Builds the judge of the cluster-scoped policies from the matcher of policy-assistant, which no module proxy serves. CHECKOUT is a
# clone of github.com/kubernetes-sigs/network-policy-api, and nothing in it is changed.
#
#   sh test/bed/network-policy-api/build-judge.sh CHECKOUT PROGRAM && SVC_BED_JUDGE=PROGRAM npm run test:bed policy-tiers
set -eu

here=$(cd "$(dirname "$0")" && pwd)
program=$(realpath "$2")
overlay=$(mktemp)
trap 'rm -f "$overlay"' EXIT
cd "$1/cmd/policy-assistant"
echo "{\"Replace\": {\"$PWD/cmd/judge/main.go\": \"$here/judge/main.go\"}}" > "$overlay"
nice -n 10 go build -overlay "$overlay" -o "$program" ./cmd/judge
