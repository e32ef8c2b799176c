# shellcheck shell=bash
# A Gateway API route in front of chat-api, for a controller that the cluster already has: its conditions, and real requests.

accepted='jsonpath={range .items[*]}{.metadata.name} {.status.conditions[?(@.type=="Accepted")].status}{"\n"}{end}'
# gateway_class: the first that a controller has accepted; nothing where there is none
gateway_class() { kubectl get gatewayclasses -o "$accepted" 2>/dev/null | awk '$2 == "True" { print $1 }' | sed -n 1p; }
# route_conditions: what the controller says of the route, by type
route_conditions() {
  k get httproute chat -o 'jsonpath={range .status.parents[*].conditions[*]}{.type}={.status} {.reason}{"\n"}{end}'
}
route_is() {
  local text
  text=$(route_conditions)
  printf '%s\n' "$text"
  printf '%s\n' "$text" | grep '^Accepted=True' >/dev/null && printf '%s\n' "$text" | grep "^ResolvedRefs=$1" >/dev/null
}
gateway_address() { k get gateway chat -o 'jsonpath={.status.addresses[0].value}'; }
has_address() { gateway_address | grep .; }
# through COUNT: 40 requests for the route's host are answered, by so many different pods
through() {
  local text
  text=$(for _ in $(seq 40); do outside -H 'Host: chat.example.com' "http://$address/"; done)
  printf '%s\n' "$text" | sort | uniq -c
  [ "$(printf '%s\n' "$text" | wc -l)" -eq 40 ] && [ "$(printf '%s\n' "$text" | sort -u | wc -l)" -eq "$1" ]
}

step 'A Gateway in front of it'
class=$(gateway_class || true)
if [ -z "$class" ]; then
  skip 'no GatewayClass of this cluster is accepted by a controller'
else
  sed "s/GATEWAY_CLASS/$class/" "$here/gateway/gateway.yaml" >"$work/gateway.yaml"
  show k apply -f "$work/gateway.yaml" -f "$here/gateway/route.yaml"
  observe "the controller of class $class accepts the route, and finds the Service" route_is True
  observe 'the Gateway has an address' has_address
  address=$seen
  if has_outside; then
    observe 'requests from outside reach all 5 pods through it' through 5
    observe 'another host is nobody'"'"'s' says 'error: 404' outside -H 'Host: other.example.com' "http://$address/"
  else
    skip 'no client outside'
  fi
  step 'The classic mistake: the route names the port of the pods'
  sed 's/port: 80$/port: 8080/' "$here/gateway/route.yaml" >"$work/route.yaml"
  show k apply -f "$work/route.yaml"
  observe 'the controller says that it does not resolve' route_is False
  ! has_outside || observe 'requests fail' says 'error: 5..' outside -H 'Host: chat.example.com' "http://$address/"
  show k apply -f "$here/gateway/route.yaml"
  observe 'mended: it resolves again' route_is True
  ! has_outside || observe 'and requests are answered' says '^chat-model' outside -H 'Host: chat.example.com' "http://$address/"
fi
