#!/usr/bin/env bash
# How a client finds a Service: names, SRV records, environment variables, and what each of them knows too late.
. "$(dirname "$0")/../lib.sh" 03-discovery
other=$namespace-other
begin "$other"
elsewhere() { kubectl -n "$other" exec client -- timeout 3 wget -qO- "$1"; }
# addresses NAME: what DNS answers, one address a line
addresses() { k exec client -- nslookup "$1" | awk '/^Name:/ { mine = 1 } mine && /^Address/ { print $NF }' | sort; }

step 'A client that is older than the Service, one in another namespace, then the Services'
show k apply -f "$here/client.yaml"
show kubectl -n "$other" apply -f "$here/client.yaml"
k wait --for=condition=Ready pod/client --timeout=60s
kubectl -n "$other" wait --for=condition=Ready pod/client --timeout=60s
judge 0 'nothing wrong in 2 Services' lint "$here"
show k apply -f "$here/catalog.yaml" -f "$here/services.yaml"
ready deployment/catalog
# the cluster domain is cluster.local nearly everywhere; the client knows
domain=$(k exec client -- sed -n 's/^search [^ ]*\.svc\.\([^ ]*\).*/\1/p' /etc/resolv.conf)
vip=$(address_of catalog)

step 'Names: short ones for neighbours, longer ones from further away'
for host in catalog "catalog.$namespace" "catalog.$namespace.svc" "catalog.$namespace.svc.$domain"; do
  observe "http://$host answers in the same namespace" says '^catalog-' get client "http://$host"
done
observe "the full name has one address, that of the Service" says "^$vip\$" addresses "catalog.$namespace.svc.$domain"
observe 'in another namespace the short name does not exist' says 'bad address' elsewhere http://catalog
judge 1 "BROKEN.*call \"catalog.$namespace\"" trace http://catalog -A -n "$other" --from pod/client
observe 'with the namespace it does' says '^catalog-' elsewhere "http://catalog.$namespace"
judge 0 WORKS trace "http://catalog.$namespace" -A -n "$other" --from pod/client

step 'SRV: the port has a name too'
observe 'of a Service: its one name and its port, 80' says " 80 catalog\\.$namespace" \
  k exec client -- nslookup -type=srv "_http._tcp.catalog.$namespace.svc.$domain"
observe 'of a headless one: a record for each pod, and the port of the pods' says ' 8080 .*catalog-pods' \
  k exec client -- nslookup -type=srv "_http._tcp.catalog-pods.$namespace.svc.$domain"

step 'Environment variables: as old as the container'
# shellcheck disable=SC2016 # the variables are those of the pod
environment() { k exec "$1" -- sh -c 'echo "${CATALOG_SERVICE_HOST:-no CATALOG_SERVICE_HOST}"'; }
# shellcheck disable=SC2016
by_environment() { k exec "$1" -- sh -c 'timeout 3 wget -qO- "http://$CATALOG_SERVICE_HOST:$CATALOG_SERVICE_PORT"'; }
observe 'the client is older than the Service: it has none' says '^no CATALOG_SERVICE_HOST' environment client
sed 's/name: client$/name: young/' "$here/client.yaml" | k apply -f -
k wait --for=condition=Ready pod/young --timeout=60s
observe "a younger one has the address $vip" says "^$vip\$" environment young
observe 'and reaches the Service by it' says '^catalog-' by_environment young
show k delete service catalog
show k apply -f "$here/services.yaml"
observe 'made anew, the Service has another address; the name follows' says '^catalog-' get client http://catalog
if [ "$(address_of catalog)" != "$vip" ]; then
  observe "the variable does not: it is still $vip" says "^$vip\$" environment young
  observe 'and leads nowhere' says "$nobody" by_environment young
else
  skip 'the Service got the same address again, which nothing promises'
fi

step 'A headless name: an address for each ready pod, followed as they come and go'
headless=catalog-pods.$namespace.svc.$domain
LIMIT=90 observe 'two pods, two addresses' from 2 addresses "$headless"
observe 'the client connects to a pod itself, at 8080' says '^catalog-' get client http://catalog-pods:8080
observe 'on 80 there is nobody: no port is translated' says "$nobody" get client http://catalog-pods:80
judge 0 '2 ready' endpoints catalog-pods -n "$namespace"
show k scale deployment/catalog --replicas=4
ready deployment/catalog
LIMIT=90 observe 'four pods, four addresses: a client that asks again finds the new ones' from 4 addresses "$headless"
observe 'the name of the other Service has still one' from 1 addresses "catalog.$namespace.svc.$domain"
observe 'behind which all four answer' from 4 get_many client http://catalog 80
show k scale deployment/catalog --replicas=1
LIMIT=90 observe 'scaled down, one address is left' from 1 addresses "$headless"
