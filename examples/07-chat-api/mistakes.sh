# shellcheck shell=bash
# Five mistakes. For each: what lint says of the files, the incident, what trace says during it, and the mend.

# before NAME RIGHT_FILE PATTERN [LINT_FLAG…]: the files with one of them exchanged for the mistaken one
before() {
  local mistake=$here/mistakes/$1.yaml right=$here/manifests/$2 pattern=$3 each
  local files=()
  shift 3
  for each in "$here"/manifests/*.yaml; do [ "$each" = "$right" ] || files+=("$each"); done
  judge 1 "$pattern" lint -n "$namespace" "$@" "${files[@]}" "$mistake"
}

# during PATTERN: the incident, and what trace says; -A lets it look for the Service in other namespaces too
during() {
  LIMIT=60 observe 'all requests fail' lately failed
  judge 1 "$1" trace chat-api -A -n "$namespace" --from deploy/serving
}

mend() {
  show k apply -f "$here/manifests/$1"
  ready "$model"
  LIMIT=60 observe 'mended: requests are answered' lately ok
}

step 'Mistake 1: one letter of the selector'
before selector chat-api.yaml 'selector-matches-nothing.*carries "app=chat-api"'
show k apply -f "$here/mistakes/selector.yaml"
during 'BROKEN chat-api at endpoints.*"app=chat-apl" matches no pod'
mend chat-api.yaml

step 'Mistake 2: the name of the port'
before target-port chat-api.yaml 'target-port-name-unknown.*declared there: "http"'
show k apply -f "$here/mistakes/target-port.yaml"
during 'BROKEN chat-api at port.*htpp'
mend chat-api.yaml

step 'Mistake 3: a readiness probe that can never succeed'
# Of the files alone svc does not see this one: what a probe meets, it learns from the pods.
files=("$here"/manifests/{chat-api,frontend,serving}.yaml "$here/mistakes/readiness.yaml")
tell svc lint -n "$namespace" "${files[@]}"
svc lint -n "$namespace" "${files[@]}" || true
show k apply -f "$here/mistakes/readiness.yaml"
during 'BROKEN chat-api at endpoints.*ready'
judge 1 'endpoints-none-ready' lint -n "$namespace"
mend model.yaml

step 'Mistake 4: the Service in another namespace'
# --complete: these files are everything there is; else a Service of that name may exist elsewhere
before namespace chat-api.yaml 'client-names-missing-service' --complete
show k delete service chat-api
show kubectl apply -f "$here/mistakes/namespace.yaml" # it names its namespace itself
during "BROKEN chat-api at name.*namespace \"$namespace-models\" has one"
mend chat-api.yaml

step 'Mistake 5: a NetworkPolicy with the port of the Service'
# Of the files alone, and nothing is applied: whether it hurts depends on the network plugin, and svc cannot see which does.
before network-policy none 'policy-port-is-service-port.*its pods get the packets on 8080'
judge 1 'BROKEN chat-api at policy.*8080/TCP' trace chat-api --from deploy/serving -n "$namespace" \
  -f "$here/manifests" -f "$here/mistakes/network-policy.yaml"
