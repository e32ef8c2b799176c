# shellcheck shell=bash
# What the walk-throughs share; each sources it: . "$(dirname "$0")/../lib.sh" NAME
# Needs bash, kubectl (KUBECONFIG or the current context) and node; curl for a client outside of the cluster.
#   SVC      the svc to use, when not the one of this repository
#   OUTSIDE  what a command is put behind to run outside of the cluster; empty: this machine; none: skip those steps
set -euo pipefail

name=$1
namespace=walk-$name
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
observed=0
skipped=0

# both may be several words, so they are split here, once, and quoted from then on
read -r -a svc_words <<<"${SVC:-}"
[ "${#svc_words[@]}" -gt 0 ] || svc_words=(node "$root/bin/run.js")
read -r -a outside_words <<<"${OUTSIDE:-}"

work=$(mktemp -d)
finish() {
  local status=$?
  rm -rf "$work"
  if [ "$status" -ne 0 ]; then
    printf '\n%s: FAILED after %d observations\n' "$name" "$observed" >&2
  else
    [ "$skipped" -eq 0 ] || printf '\nskipped %d steps' "$skipped"
    printf '\nobserved %d things\n' "$observed"
  fi
}
trap finish EXIT
trap 'exit 130' INT TERM

k() { kubectl -n "$namespace" "$@"; }
svc() { "${svc_words[@]}" "$@"; }

# A fresh namespace, so that a second run does not meet the objects of the first.
begin() {
  local each
  for each in "$namespace" "$@"; do
    kubectl delete namespace "$each" --ignore-not-found --wait >/dev/null
    kubectl create namespace "$each" >/dev/null
  done
}

step() { printf '\n## %s\n' "$*"; }

skip() {
  skipped=$((skipped + 1))
  printf '  - skipped: %s\n' "$*"
}

# Prints a command as a reader would type it.
tell() {
  local word line=''
  [ "$1" != k ] || { shift; set -- kubectl -n "$namespace" "$@"; }
  for word in "$@"; do
    case $word in
      "$here") word=. ;;
      "$here"/*) word=${word#"$here"/} ;;
      "$work"/*) word=${word#"$work"/} ;;
      *[!A-Za-z0-9_./:=@,+-]*) word="'$word'" ;;
    esac
    line="$line $word"
  done
  printf '\n$%s\n' "$line"
}

# Prints a command, then runs it; it must succeed.
show() {
  tell "$@"
  "$@"
}

# observe WHAT CHECK…: asks until the check succeeds, for LIMIT seconds: DNS, kube-proxy and probes follow the API by a moment.
# What was seen last is printed, and stays in $seen.
observe() {
  local what=$1 end=$((SECONDS + ${LIMIT:-30}))
  shift
  until seen=$("$@" 2>&1); do
    if [ "$SECONDS" -ge "$end" ]; then
      printf '  ✗ %s\n    asked: %s\n' "$what" "$*" >&2
      printf '%s\n' "$seen" | sed 's/^/    | /' >&2
      exit 1
    fi
    sleep 0.3
  done
  observed=$((observed + 1))
  printf '  ✓ %s\n' "$what"
  [ -z "$seen" ] || printf '%s\n' "$seen" | sed -n 1,40p | sed 's/^/    | /'
}

# --- checks: they print what was seen, and succeed when it is as expected

# says PATTERN COMMAND…: the output matches, whatever the exit code: a failure must fail for the right reason
says() {
  local pattern=$1 text
  shift
  text=$("$@" 2>&1) || true
  printf '%s\n' "$text"
  printf '%s\n' "$text" | grep -E -- "$pattern" >/dev/null
}

# svc_says EXIT_CODE PATTERN ARG…: svc ends with this code, and says so; words may be broken over lines
svc_says() {
  local expected=$1 pattern=$2 text code=0
  shift 2
  text=$(svc "$@" 2>&1) || code=$?
  printf '%s\n' "$text"
  [ "$code" -eq "$expected" ] || { printf 'exit code %d, expected %d\n' "$code" "$expected"; return 1; }
  printf '%s\n' "$text" | tr -s '\n ' ' ' | grep -E -- "$pattern" >/dev/null
}

# The same as an observation of a reader: the command is printed in front.
judge() {
  local code=$1 pattern=$2
  shift 2
  tell svc "$@"
  observe "svc ends with $code and says: $pattern" svc_says "$code" "$pattern" "$@"
}

# --- requests

# get POD URL: one request from a pod. `timeout` instead of `wget -T`, which some builds of busybox do not survive.
get() { k exec "$1" -- timeout 3 wget -qO- "$2"; }

# get_many POD URL TIMES: how many answers came from whom
get_many() {
  # shellcheck disable=SC2016 # $1 and $2 are those of the shell in the pod
  k exec "$1" -- sh -c 'for i in $(seq "$2"); do timeout 3 wget -qO- "$1"; done | sort | uniq -c' sh "$2" "$3"
}

# from COUNT COMMAND…: the answers came from so many different pods, and from nobody else
from() {
  local expected=$1 text
  shift
  text=$("$@" 2>&1) || { printf '%s\n' "$text"; return 1; }
  printf '%s\n' "$text"
  [ "$(printf '%s\n' "$text" | wc -l)" -eq "$expected" ]
}

# What a request meets that nobody takes: refused at once, or dropped; which of the two depends on kube-proxy's mode.
nobody='refused|unreachable|timed out|exit code 143|No route'

has_outside() { [ "${OUTSIDE:-}" != none ]; }
# outside ARG… URL: one request by curl from outside of the cluster; its complaint is part of the output
outside() { ${outside_words[@]+"${outside_words[@]}"} curl -fsS -m 3 "$@"; }

address_of() { k get service "$1" -o 'jsonpath={.spec.clusterIP}'; }
pod_ips() { k get pods -l "$1" -o 'jsonpath={range .items[*]}{.status.podIP}{"\n"}{end}'; }
ready() { k rollout status "$@" --timeout=120s; }
