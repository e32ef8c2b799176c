#!/usr/bin/env bash
# The home ground: frontend → serving → five model servers behind chat-api, under a stream of requests that never stops.
. "$(dirname "$0")/../lib.sh" 07-chat-api
. "$here/stream.sh"
begin "$namespace-models" # the second one is for a mistake, at the end
model=deployment/chat-model

step 'Before anything runs: the manifests, and what a request would meet'
judge 0 'nothing wrong in 2 Services' lint "$here/manifests"
tell svc new clusterip chat-api --port 80:http
svc new clusterip chat-api --port 80:http | tee "$work/chat-api.yaml"
judge 0 'WORKS.*5 pods expected' trace chat-api -f "$here/manifests" --from deploy/serving

step 'All of it'
show k apply -f "$here/manifests/model.yaml" -f "$work/chat-api.yaml" -f "$here/manifests/serving.yaml"
ready "$model"
ready deployment/serving
show k apply -f "$here/manifests/frontend.yaml"
ready deployment/frontend
observe 'requests are answered' lately ok
mark
observe '100 more, none fails' served 100
observe '5 pods answer' answering 5
judge 0 'WORKS' trace chat-api -n "$namespace" --from deploy/serving
before=$(client)

. "$here/gateway.sh"

step 'Scaled from 5 to 10'
mark
show k scale "$model" --replicas=10
ready "$model"
observe '10 pods answer' answering 10
observe 'no request failed' served 50
judge 0 '10 ready' endpoints chat-api -n "$namespace"

step 'Three pods are deleted'
mark
k get pods -l app=chat-api -o name | sed -n 1,3p >"$work/three"
while read -r pod; do show k delete "$pod" --wait=false; done <"$work/three"
while read -r pod; do k wait --for=delete "$pod" --timeout=60s; done <"$work/three"
ready "$model"
observe '10 pods answer again' answering 10
observe 'no request failed' served 50

step 'A new version is rolled out'
mark
show k rollout restart "$model"
ready "$model"
LIMIT=60 observe '10 pods answer' answering 10
observe 'no request failed' served 50

step 'Five server processes are killed: what no Service can prevent'
# Until the kubelet has seen it, a pod counts as ready, and connections to it are refused. The serving layer does not try
# again, so these requests are lost. They are counted, and must end once the pods are out.
mark
k get pods -l app=chat-api -o name | sed -n 1,5p >"$work/victims"
killed=$(now)
while read -r pod; do k exec "$pod" -- killall httpd & done <"$work/victims"
wait
restarts() { k get pods -l app=chat-api -o 'jsonpath={range .items[*]}{.status.containerStatuses[0].restartCount}{"\n"}{end}' | grep -c '^1$'; }
observe 'five containers were restarted' says '^5$' restarts
ready "$model"
gone=$(now)
# lost: failures since the kill all lie between the kill and the return of the pod, and others were answered meanwhile
lost() {
  stream | awk -v from="$killed" -v to="$((gone + 3))" '
    $1 >= from && $2 == "ok" { ok++ }
    $1 >= from && $2 == "failed" { if ($1 <= to) lost++; else late++ }
    END { printf "%d answered, %d lost within %d s, %d later\n", ok, lost, to - from, late; exit !(ok >= 20 && late == 0) }'
}
observe 'requests to the others were answered; what was lost was lost between the kill and the return' lost
other() { k logs -l app=serving --tail=-1 | awk -v from="$killed" '$1 >= from' | grep -vE 'refused|reset'; }
nothing_else() { ! other; }
observe 'and all that was lost was refused by the dead server, or cut off when it died, nothing else' nothing_else
mark
observe 'since then no request failed' served 100

step 'Torn down to one pod'
mark
show k scale "$model" --replicas=1
ready "$model"
LIMIT=60 observe '1 pod answers' answering 1
observe 'no request failed' served 50
observe 'all the while nothing changed in the client, nor in the Service' client_is "$before"

step 'To none: no Service can help, and svc says so'
show k scale "$model" --replicas=0
observe 'all requests fail' lately failed
judge 1 'BROKEN.*scaled to 0' trace chat-api -n "$namespace" --from deploy/serving
show k scale "$model" --replicas=5
ready "$model"
observe 'and succeed again, without a change in the client' lately ok

. "$here/mistakes.sh"
