#!/usr/bin/env bash
# A NodePort Service: one port, opened at every node of the cluster, also where no pod runs.
. "$(dirname "$0")/../lib.sh" 02-nodeport
begin

step 'One server, and a Service written by svc; the API server chooses the node port'
tell svc new nodeport web --port http=80:http
svc new nodeport web --port http=80:http | tee "$work/service.yaml"
judge 0 'nothing wrong in 1 Service' lint "$here" "$work/service.yaml"
show k apply -f "$here/web.yaml" -f "$here/client.yaml" -f "$work/service.yaml"
ready deployment/web
k wait --for=condition=Ready pod/client --timeout=60s

node_port=$(k get service web -o 'jsonpath={.spec.ports[0].nodePort}')
pod=$(k get pods -l app=web -o 'jsonpath={.items[0].metadata.name}')
pod_ip=$(pod_ips app=web)
home=$(k get pod "$pod" -o 'jsonpath={.spec.nodeName}')
all_nodes='jsonpath={range .items[*]}{.metadata.name} {.status.addresses[?(@.type=="InternalIP")].address}{"\n"}{end}'
# where nodes have two families, the first address: that of the Service
kubectl get nodes -o "$all_nodes" | awk '{ print $1, $2 }' >"$work/nodes"
home_ip=$(awk -v home="$home" '$1 == home { print $2 }' "$work/nodes")
printf 'node port %s; pod %s on node %s\n' "$node_port" "$pod" "$home"

step 'Three ports, each at another place'
observe 'port: the name listens on 80' says "^$pod" get client http://web:80
observe 'port: so does the ClusterIP, which a NodePort Service has too' says "^$pod" get client "http://$(address_of web):80"
observe 'targetPort: the pod listens on 8080' says "^$pod" get client "http://$pod_ip:8080"
observe "nodePort: the node listens on $node_port, for pods too" says "^$pod" get client "http://$home_ip:$node_port"
observe 'the name does not listen on the node port' says "$nobody" get client "http://web:$node_port"
judge 0 'WORKS' trace http://web -n "$namespace" --from pod/client
judge 1 "has no port $node_port" trace "http://web:$node_port" -n "$namespace"
judge 0 "$pod.*in" endpoints web -n "$namespace"

step 'Every node answers a client outside of the cluster'
# who URL: which source address the server saw (IPv4 in IPv6's clothes, for some servers), and curl's own
who() { outside -w 'client %{local_ip}\n' "$1/cgi-bin/who" | sed 's/^\[::ffff:\(.*\)\]$/\1/'; }
# the_same: the server sees the client's own address
the_same() { who "$1" | awk '{ print } NF == 1 { seen = $1 } NF == 2 { own = $2 } END { exit !(seen != "" && seen == own) }'; }
another() { who "$1" | awk '{ print } NF == 1 { seen = $1 } NF == 2 { own = $2 } END { exit !(seen != "" && seen != own) }'; }
if has_outside; then
  while read -r node ip; do
    observe "node $node ($ip) leads to $pod" says "^$pod" outside "http://$ip:$node_port"
  done <"$work/nodes"
  observe 'no node listens on port 80 for it' says 'curl: \((7|28)\)' outside "http://$home_ip:80"
  while read -r node ip; do
    [ "$node" != "$home" ] || continue
    observe "node $node hands over under an address of its own: the server does not see the client's" another "http://$ip:$node_port"
  done <"$work/nodes"
else
  skip 'no client outside'
fi

step 'externalTrafficPolicy: Local: only nodes with a pod answer, and the server sees the client'
tell svc new nodeport web --port http=80:http --external-traffic-policy Local
svc new nodeport web --port http=80:http --external-traffic-policy Local | tee "$work/service.yaml"
show k apply -f "$work/service.yaml"
observe "the node port is still $node_port" says "^$node_port\$" k get service web -o 'jsonpath={.spec.ports[0].nodePort}'
if has_outside; then
  observe "node $home has the pod: the server sees the client's own address" the_same "http://$home_ip:$node_port"
  while read -r node ip; do
    [ "$node" != "$home" ] || continue
    observe "node $node has none: no answer" says 'curl: \((7|28)\)' outside "http://$ip:$node_port"
  done <"$work/nodes"
  [ "$(wc -l <"$work/nodes")" -gt 1 ] || skip 'one node: none without a pod'
else
  skip 'no client outside'
fi
observe 'in the cluster nothing changed: the name answers' says "^$pod" get client http://web
