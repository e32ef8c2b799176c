#!/usr/bin/env bash
# A ClusterIP Service: one name and one address that stay, in front of pods that do not.
. "$(dirname "$0")/../lib.sh" 01-clusterip
begin

step 'A Deployment, a client, and a Service written by svc'
tell svc new clusterip web --port 80:http
svc new clusterip web --port 80:http | tee "$work/service.yaml"
judge 0 'nothing wrong in 1 Service' lint "$here" "$work/service.yaml"
show k apply -f "$here/web.yaml" -f "$here/client.yaml" -f "$work/service.yaml"
ready deployment/web
k wait --for=condition=Ready pod/client --timeout=60s
vip=$(address_of web)

step 'The name and the address lead to all pods'
observe 'the name answers' says '^web-' get client http://web
observe "the address $vip answers" says '^web-' get client "http://$vip"
observe '60 requests are spread over 3 pods' from 3 get_many client http://web 60
judge 0 'web-.*in' endpoints web -n "$namespace"
judge 0 'WORKS' trace http://web -n "$namespace" --from pod/client

step 'The address is not a host: only its port is taken up'
pod_ip=$(pod_ips app=web | sed -n 1p)
observe 'a pod answers a ping' says ' 0% packet loss' k exec client -- ping -c 1 -W 1 "$pod_ip"
observe 'the address does not' says '100% packet loss|[Uu]nreachable|sendto' k exec client -- ping -c 1 -W 1 "$vip"
observe 'port 8080, the port of the pods, is not open at the address' says "$nobody" get client "http://$vip:8080"
judge 1 'has no port 8080/TCP, which is the port of its pods' trace http://web:8080 -n "$namespace"

step 'Nothing of it is there for a client outside of the cluster'
if has_outside; then
  # on a machine that is itself a node this fails: it is inside; set OUTSIDE=none there, or to another machine
  observe 'from outside the address does not answer' says 'curl: \((7|28)\)' outside "http://$vip"
else
  skip 'no client outside'
fi

step 'All pods are replaced'
before=$(pod_ips app=web)
observe "the pod's own address $pod_ip answers, still" says '^web-' get client "http://$pod_ip:8080"
judge 0 'goes when the pod goes' trace "http://$pod_ip:8080" -n "$namespace"
show k delete pods -l app=web --wait
ready deployment/web
after=$(pod_ips app=web)
printf 'addresses before: %s\naddresses after:  %s\n' "${before//$'\n'/ }" "${after//$'\n'/ }"
observe "the address is still $vip" says "^$vip\$" address_of web
observe 'the name answers, from 3 pods again' from 3 get_many client http://web 60
observe "the address $vip answers" says '^web-' get client "http://$vip"
observe "who had kept $pod_ip is lost" says "$nobody" get client "http://$pod_ip:8080"

step 'No pods: the address is there, and nobody behind it'
show k scale deployment/web --replicas=0
observe 'the name still has the address, and is refused' says 'refused' get client http://web
judge 1 'BROKEN.*(scaled to 0|has no pods)' trace http://web -n "$namespace"
