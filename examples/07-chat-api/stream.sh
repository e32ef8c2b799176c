# shellcheck shell=bash
# The stream of requests: two frontends that never stop, and what their logs say of every single request.

stream() { k logs -l app=frontend --tail="${1:--1}"; }
count() { stream | awk -v outcome="$1" '$2 == outcome { n++ } END { print n + 0 }'; }
now() { k exec deploy/frontend -- date +%s; }

# Begins a phase: what was counted before does not count in it.
mark() {
  ok_before=$(count ok)
  failed_before=$(count failed)
}

# served LEAST: so many requests were answered since the mark, and not one failed
served() {
  local ok failed
  ok=$(($(count ok) - ok_before))
  failed=$(($(count failed) - failed_before))
  echo "$ok requests answered, $failed failed"
  [ "$ok" -ge "$1" ] && [ "$failed" -eq 0 ]
}

# answering COUNT: the last requests were answered by so many different pods
answering() {
  local text
  text=$(stream 120 | awk '$2 == "ok" { print $3 }' | sort | uniq -c)
  printf '%s\n' "$text"
  [ "$(printf '%s\n' "$text" | wc -l)" -eq "$1" ]
}

# lately OUTCOME: the last ten requests of each frontend all ended so
lately() {
  local text
  text=$(stream 10)
  printf '%s\n' "$text" | cut -d ' ' -f 2- | sort | uniq -c
  [ "$(printf '%s\n' "$text" | awk -v outcome="$1" '$2 == outcome { n++ } END { print n + 0 }')" -eq 20 ]
}

# The client: its pods, their restarts and what they call. Nothing of it may change from the first phase to the last.
client() {
  k get pods -l app=frontend -o 'jsonpath={range .items[*]}{.metadata.uid} {.status.containerStatuses[0].restartCount}{"\n"}{end}'
  k get deployment frontend serving -o 'jsonpath={range .items[*]}{.metadata.name} {.metadata.generation}{"\n"}{end}'
  k get service chat-api -o 'jsonpath={.metadata.uid} {.spec.clusterIP} {.metadata.generation}{"\n"}'
}
client_is() {
  local text
  text=$(client)
  printf '%s\n' "$text"
  [ "$text" = "$1" ]
}
