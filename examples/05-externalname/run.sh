#!/usr/bin/env bash
# An ExternalName Service: an alias in DNS, and nothing else.
. "$(dirname "$0")/../lib.sh" 05-externalname
shop=$namespace-shop
begin "$shop"

step 'Something to stand for: a Service of another namespace'
show kubectl -n "$shop" apply -f "$here/shop.yaml"
show k apply -f "$here/client.yaml"
kubectl -n "$shop" rollout status deployment/web --timeout=120s
k wait --for=condition=Ready pod/client --timeout=60s
domain=$(k exec client -- sed -n 's/^search [^ ]*\.svc\.\([^ ]*\).*/\1/p' /etc/resolv.conf)
target=web.$shop.svc.$domain

step 'An alias, written by svc'
tell svc new externalname models --external-name "$target"
svc new externalname models --external-name "$target" | tee "$work/service.yaml"
judge 0 'nothing wrong in 1 Service' lint "$work/service.yaml"
show k apply -f "$work/service.yaml"
observe 'http://models answers, from the other namespace' says '^web-' get client http://models
alias=models.$namespace.svc.$domain
observe 'DNS answers with another name, a CNAME' says "canonical name = $target" k exec client -- nslookup -type=cname "$alias"
target_ip=$(kubectl -n "$shop" get service web -o 'jsonpath={.spec.clusterIP}')
observe "and the address $target_ip is that of the target" says "^Address: *$target_ip\$" k exec client -- nslookup "$alias"
judge 0 "WORKS.*alias for $target" trace http://models -A -n "$namespace" --from pod/client

step 'What it cannot do'
none() { [ -z "$(address_of models)" ] && says 'No resources' k get endpointslices -l kubernetes.io/service-name=models; }
observe 'it has no address and no endpoints: nothing goes through it, the client goes to the target itself' none
show k patch service models --type=merge -p '{"spec":{"ports":[{"port":9000,"targetPort":80}]}}'
observe 'it translates no port: what it says of 9000 → 80 has no effect' says "$nobody" get client http://models:9000
observe 'nor does 8080 work, which the target does not listen on' says "$nobody" get client http://models:8080
observe 'it does not change what the client says: the Host header is that of the alias' says '^models$' get client http://models/cgi-bin/host
observe 'where the target is asked by its name, it is that one' says "^$target\$" get client "http://$target/cgi-bin/host"

step 'An address is not a name'
tell svc new externalname broken --external-name "$target_ip"
observe 'svc does not write it' svc_says 2 'is an address; DNS answers NXDOMAIN' new externalname broken --external-name "$target_ip"
cat >"$work/broken.yaml" <<EOF
apiVersion: v1
kind: Service
metadata: {name: broken}
spec: {type: ExternalName, externalName: "$target_ip"}
EOF
judge 1 'external-name-is-an-ip' lint "$work/broken.yaml" --fail-on warning
show k apply -f "$work/broken.yaml"
observe 'the API server takes it, and the name leads nowhere' says 'bad address' get client http://broken
judge 1 'BROKEN.*needs a host name' trace http://broken -n "$namespace" --from pod/client

step 'The target moves: only the alias is changed, no client'
show kubectl -n "$shop" expose deployment web --name=new-web --port=80 --target-port=http
svc new externalname models --external-name "new-$target" | k apply -f -
LIMIT=90 observe 'http://models answers, by the new name' says "canonical name = new-$target" k exec client -- nslookup -type=cname "$alias"
show kubectl -n "$shop" delete service web
LIMIT=90 observe 'and goes on when the old one is gone' says '^web-' get client http://models
