#!/usr/bin/env bash
# A headless Service: no address of its own, but a name for each rank, also before it is ready.
. "$(dirname "$0")/../lib.sh" 06-headless-training
begin
ranks='trainer-0 trainer-1 trainer-2'

step 'A headless Service as one writes it first'
tell svc new headless trainer --port rendezvous=29500
svc new headless trainer --port rendezvous=29500 | tee "$work/service.yaml"
judge 0 'nothing wrong in 1 Service' lint "$here" "$work/service.yaml"
show k apply -f "$work/service.yaml" -f "$here/trainer.yaml" -f "$here/client.yaml"
k wait --for=condition=Ready pod/client --timeout=60s
for rank in $ranks; do k wait --for=jsonpath='{.status.phase}=Running' "pod/$rank" --timeout=60s; done
domain=$(k exec client -- sed -n 's/^search [^ ]*\.svc\.\([^ ]*\).*/\1/p' /etc/resolv.conf)
full=trainer.$namespace.svc.$domain

step 'Deadlock: a rank is ready when it has found all, and has a name when it is ready'
for rank in $ranks; do
  observe "$rank waits for the first that has no name" says 'waiting for trainer-0' k logs "$rank" --tail=3
done
sleep 10 # long enough for a rendezvous that works: below it takes less
# nobody_ready: the StatefulSet says so, or says nothing
nobody_ready() { ! k get statefulset trainer -o 'jsonpath={.status.readyReplicas}' | grep '[1-9]' >/dev/null; }
observe 'ten seconds later nobody is ready' nobody_ready
observe 'and the last thing that rank 2 says is the same' says 'waiting for trainer-0' k logs trainer-2 --tail=3
observe "trainer-0.trainer does not exist for a client" says 'bad address' get client http://trainer-0.trainer:29500
observe 'nor has the Service any address' says 'NXDOMAIN|No answer|find trainer' k exec client -- nslookup "$full"
rank_ip=$(k get pod trainer-0 -o 'jsonpath={.status.podIP}')
observe "though the rank itself answers, at $rank_ip" says '^trainer-0' get client "http://$rank_ip:29500"
judge 0 'trainer-0 .*not ready.* 0 ready, 3 not' endpoints trainer -n "$namespace"
judge 1 'BROKEN.*ready' trace http://trainer:29500 -n "$namespace" --from pod/client
judge 1 'endpoints-none-ready' lint -n "$namespace"

step 'publishNotReadyAddresses: a name from the start'
tell svc new headless trainer --port rendezvous=29500 --publish-not-ready
svc new headless trainer --port rendezvous=29500 --publish-not-ready | tee "$work/service.yaml"
judge 0 'nothing wrong in 1 Service' lint "$here" "$work/service.yaml"
show k apply -f "$work/service.yaml"
for rank in $ranks; do
  LIMIT=60 observe "$rank found all" says "$rank found all" k logs "$rank" --tail=3
done
ready statefulset/trainer
judge 0 'trainer-0 in .*trainer-1 in .*trainer-2 in' endpoints trainer -n "$namespace"
judge 0 'WORKS' trace http://trainer:29500 -n "$namespace" --from pod/client

step 'Names: one for the job, one for each rank'
# addresses NAME: what DNS answers, one address a line
addresses() { k exec client -- nslookup "$1" | awk '/^Name:/ { mine = 1 } mine && /^Address/ { print $NF }' | sort; }
observe 'the name of the Service has 3 addresses, those of the pods' from 3 addresses "$full"
observe 'no address of the Service is among them: there is none' says '^None$' address_of trainer
for rank in $ranks; do
  observe "$rank.trainer leads to $rank" says "^$rank\$" get client "http://$rank.trainer:29500"
done
observe 'rank 2 reaches the master by MASTER_ADDR' says '^trainer-0$' \
  k exec trainer-2 -- sh -c 'timeout 3 wget -qO- "http://$MASTER_ADDR:29500"'
observe 'SRV names the ranks and their port' says '29500 trainer-0\.trainer' k exec client -- nslookup -type=srv "_rendezvous._tcp.$full"

step 'A restart: the same name, another address'
# the rank with the master's name: the worst one to lose
old=$(k get pod trainer-0 -o 'jsonpath={.status.podIP}')
show k delete pod trainer-0
ready statefulset/trainer
new=$(k get pod trainer-0 -o 'jsonpath={.status.podIP}')
printf 'trainer-0 was %s, is %s\n' "$old" "$new"
LIMIT=60 observe "trainer-0.trainer has the new address $new, alone" says "^$new\$" addresses "trainer-0.$full"
observe 'rank 2 reaches the new master by the old name' says '^trainer-0$' \
  k exec trainer-2 -- sh -c 'timeout 3 wget -qO- "http://$MASTER_ADDR:29500"'
if [ "$old" != "$new" ]; then
  observe "who had kept $old is lost" says "$nobody|waiting" get client "http://$old:29500"
else
  skip "the pod got the address $old again, which nothing promises"
fi
