#!/usr/bin/env bash
# A LoadBalancer Service: what it is before there is an address, what kube-proxy does with one, and the mapping 80 → 8080.
# No cloud is involved: this script writes the address into the status, as a provider would.
#   LB_ADDRESS  an address that your network leads to a node: then a client outside tries it too
. "$(dirname "$0")/../lib.sh" 04-loadbalancer
begin
address=${LB_ADDRESS:-203.0.113.$((RANDOM % 250 + 1))}

step 'A Service written by svc, with the annotation that makes it internal on AKS'
annotation=service.beta.kubernetes.io/azure-load-balancer-internal=true
tell svc new loadbalancer model-api --port 80:8080 --annotation "$annotation"
svc new loadbalancer model-api --port 80:8080 --annotation "$annotation" >"$work/new.yaml"
# a class that no provider serves: on clusters that have one (k3s, minikube tunnel) it keeps its hands off
kubectl patch --local -f "$work/new.yaml" -o yaml -p '{"spec":{"loadBalancerClass":"example.com/stand-in"}}' >"$work/service.yaml"
cat "$work/new.yaml"
echo '  loadBalancerClass: example.com/stand-in # added: no provider takes it up'
judge 0 'nothing wrong in 1 Service' lint "$here" "$work/service.yaml"
show k apply -f "$here/model.yaml" -f "$here/client.yaml" -f "$work/service.yaml"
ready deployment/chat-model
k wait --for=condition=Ready pod/client --timeout=60s

step 'Pending: all works, but for the address'
pending() { [ -z "$(k get service model-api -o 'jsonpath={.status.loadBalancer.ingress}')" ] && k get service model-api; }
observe 'no address: pending' pending
observe 'the name answers: it has a ClusterIP' says '^chat-model-' get client http://model-api
node_ip=$(kubectl get nodes -o 'jsonpath={.items[0].status.addresses[?(@.type=="InternalIP")].address}')
node_ip=${node_ip%% *} # where nodes have two families, the first: that of the Service
node_port=$(k get service model-api -o 'jsonpath={.spec.ports[0].nodePort}')
observe "and a node port, $node_port" says '^chat-model-' get client "http://$node_ip:$node_port"
judge 0 WORKS trace http://model-api -n "$namespace" --from pod/client
observe "nobody takes up $address" says "$nobody" get client "http://$address"

step "A stand-in for the provider writes $address into the status"
show k patch service model-api --subresource=status --type=merge -p "{\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"$address\"}]}}}"
k get service model-api
observe 'a pod reaches the address: kube-proxy takes it up at the node, no provider is asked' says '^chat-model-' get client "http://$address"
observe 'on 80 only: 8080, the port of the pods, is not open there' says "$nobody" get client "http://$address:8080"
judge 0 WORKS trace "http://$address" -n "$namespace" --from pod/client
judge 0 '2 ready' endpoints model-api -n "$namespace"
if [ -n "${LB_ADDRESS:-}" ] && has_outside; then
  observe 'and so does a client outside, once its packets come to a node' says '^chat-model-' outside "http://$address"
else
  skip 'nothing leads a client outside to the address'
fi

step 'Source ranges: others are dropped'
client_ip=$(k get pod client -o 'jsonpath={.status.podIP}')
ranges() { show k patch service model-api --type=merge -p "{\"spec\":{\"loadBalancerSourceRanges\":[$1]}}"; }
ranges '"192.0.2.0/24"'
observe 'a pod that is not in the range gets no answer' says 'exit code 143|timed out' get client "http://$address"
observe 'the name is not concerned' says '^chat-model-' get client http://model-api
if [ -n "${LB_ADDRESS:-}" ] && has_outside; then
  observe 'nor does a client outside' says 'curl: \(28\)' outside "http://$address"
fi
ranges "\"192.0.2.0/24\", \"$client_ip/32\""
observe "with $client_ip/32 in the ranges the pod is answered" says '^chat-model-' get client "http://$address"

step 'The classic mistake: the name on the port of the pods'
observe 'http://model-api:8080 fails' says "$nobody" get client http://model-api:8080
judge 1 'has no port 8080/TCP, which is the port of its pods; it listens on 80' trace http://model-api:8080 -n "$namespace" --from pod/client
observe 'http://model-api answers' says '^chat-model-' get client http://model-api
sed '/command:/i\      env: [{name: CHAT_API_URL, value: "http://model-api:8080"}]' "$here/client.yaml" >"$work/mistaken.yaml"
judge 1 'client-uses-target-port.*use port 80' lint "$here/model.yaml" "$work/service.yaml" "$work/mistaken.yaml"
