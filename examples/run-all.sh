#!/usr/bin/env bash
# Runs all walk-throughs, or those that are named, one after the other: a line for each, the whole output of one that fails.
#   VERBOSE=1  shows all output as it comes
#   KEEP=1     does not clean up behind each one that succeeds
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

walks=("$@")
[ "$#" -gt 0 ] || for run in "$here"/0*/run.sh; do walks+=("$(basename "$(dirname "$run")")"); done

total=0
failed=()
for index in "${!walks[@]}"; do
  walk=${walks[$index]%/}
  log=$logs/$walk
  start=$SECONDS
  printf '[%d/%d] %-22s' "$((index + 1))" "${#walks[@]}" "$walk"
  if [ -n "${VERBOSE:-}" ]; then
    code=0
    printf '\n'
    "$here/$walk/run.sh" 2>&1 | tee "$log" || code=$?
  else
    code=0
    "$here/$walk/run.sh" >"$log" 2>&1 || code=$?
  fi
  observed=$(sed -n 's/^observed \([0-9]*\) things$/\1/p' "$log")
  if [ "$code" -eq 0 ] && [ "${observed:-0}" -gt 0 ]; then
    printf 'observed %3d things in %3d s%s\n' "$observed" "$((SECONDS - start))" "$(sed -n 's/^skipped \(.*\)$/, skipped \1/p' "$log")"
    total=$((total + observed))
    # in the background: the next one has other namespaces
    [ -n "${KEEP:-}" ] || "$here/$walk/cleanup.sh" >/dev/null &
  else
    printf 'FAILED after %d s; its namespaces are left to look at\n' "$((SECONDS - start))"
    [ -n "${VERBOSE:-}" ] || sed 's/^/    /' "$log"
    failed+=("$walk")
  fi
done
wait

printf '\nobserved %d things in %d of %d walk-throughs, in %d s\n' "$total" "$((${#walks[@]} - ${#failed[@]}))" "${#walks[@]}" "$SECONDS"
if [ "${#failed[@]}" -gt 0 ]; then
  printf 'failed: %s\n' "${failed[*]}"
  exit 1
fi
