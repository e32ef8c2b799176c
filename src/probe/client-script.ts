/**
 * What is run in the client, by a shell: its resolver's files, one lookup, and one connection to each target, with whatever the image has.
 * Names and addresses come as arguments ($1 the name, or empty; $2 a name that any DNS server of the cluster is asked for; then HOST PORT,
 * or HOST PORT/UDP for a DNS server, or HOST PORT/HTTP to ask $3 for $4 there, ...), so that no text of the cluster is read as a command.
 * Every line of the output begins with a word of its own; `readClientOutput` reads it.
 */
export const clientScript = `
has() { command -v "$1" >/dev/null 2>&1; }
say() { printf '%s\\n' "$2" | while IFS= read -r line; do printf '%s %s\\n' "$1" "$line"; done; }
seconds() { date +%s 2>/dev/null || echo 0; }
limited() { if has timeout; then timeout "$@"; else shift; "$@"; fi; }
name=$1; asked=$2; host=$3; path=$4; shift 4
[ -r /etc/resolv.conf ] && while IFS= read -r line || [ -n "$line" ]; do printf 'svc-resolv %s\\n' "$line"; done </etc/resolv.conf
lookup() {
  if has getent; then tool=getent; out=$(limited 4 getent ahosts "$name" 2>&1); code=$?
  elif has python3; then tool=python3; out=$(limited 4 python3 -c 'import socket,sys
for a in socket.getaddrinfo(sys.argv[1],None): print(a[4][0])' "$name" 2>&1); code=$?
  elif has node; then tool=node; out=$(limited 4 node -e 'require("dns").lookup(process.argv[1],{all:true},(e,a)=>{if(e){console.log(e.code);process.exit(1)}for(const x of a)console.log(x.address)})' "$name" 2>&1); code=$?
  elif has perl; then tool=perl; out=$(limited 4 perl -MSocket=getaddrinfo,getnameinfo,NI_NUMERICHOST -e 'my($e,@r)=getaddrinfo($ARGV[0]);if($e){print "$e\\n";exit 1}for(@r){my($f,$h)=getnameinfo($_->{addr},NI_NUMERICHOST);print "$h\\n"}' "$name" 2>&1); code=$?
  elif has ping; then tool=ping; out=$(limited 4 ping -c 1 -W 1 "$name" 2>&1); code=$?
    case $out in *denied*|*permitted*) tool= ;; esac
  else tool=; fi
  if [ -z "$tool" ] && has nslookup; then tool=nslookup; out=$(limited 4 nslookup "$name" 2>&1); code=$?; fi
  [ -n "$tool" ] || { echo 'svc-no-lookup'; return; }
  printf 'svc-lookup %s %s\\n%s\\n' "$tool" "$code" "$(say svc-answer "$out")"
}
dns() {
  began=$(seconds)
  if has nslookup; then tool=nslookup; out=$(limited 4 nslookup "$asked" "$1" 2>&1); code=$?
  elif has dig; then tool=dig; out=$(dig +time=2 +tries=1 "@$1" "$asked" 2>&1); code=$?
  else echo 'svc-no-dns'; return; fi
  printf 'svc-met %s %s %s %s %s\\n%s\\n' "$tool" "$code" "$(($(seconds) - began))" "$1" "$2" "$(say "svc-said $1 $2" "$out")"
}
ask() {
  began=$(seconds)
  if has curl; then tool=curl; scheme=http; [ "$3" = "$2/HTTPS" ] && scheme=https
    out=$(curl -s -S -k -o /dev/null -D - --connect-timeout 2 --max-time 5 --connect-to "::$(bracketed "$1"):$2" "$scheme://$host$path" 2>&1); code=$?
  elif [ "$3" = "$2/HTTPS" ]; then echo 'svc-no-tls'; return
  elif has nc; then tool=nc
    out=$({ printf 'GET %s HTTP/1.1\\r\\nHost: %s\\r\\nUser-Agent: kubectl-svc\\r\\nConnection: close\\r\\n\\r\\n' "$path" "$host"; sleep 2; } | limited 5 nc -w 3 "$1" "$2" 2>&1); code=$?
  elif has wget; then tool=wget; out=$(limited 6 wget -S -T 4 -O /dev/null --header "Host: $host" "http://$(bracketed "$1"):$2$path" 2>&1); code=$?
  else echo 'svc-no-connect'; return; fi
  printf 'svc-met %s %s %s %s %s\\n%s\\n' "$tool" "$code" "$(($(seconds) - began))" "$1" "$3" "$(say "svc-said $1 $3" "$out")"
}
connect() {
  case $2 in */UDP) dns "$1" "$2"; return ;; */HTTP*) ask "$1" "\${2%/*}" "$2"; return ;; esac
  tool=; out=; code=
  began=$(seconds)
  if has nc; then tool=nc; out=$(limited 4 nc -z -v -w 2 "$1" "$2" 2>&1 </dev/null); code=$?
    case $out in *'invalid option'*|*'unrecognized option'*|*[Uu]sage:*)
      tool=nce; began=$(seconds); out=$(limited 3 nc -w 2 "$1" "$2" -e true 2>&1 >/dev/null </dev/null); code=$? ;;
    esac
  fi
  if [ -z "$tool" ] && has curl; then tool=curl; out=$(curl -s -S -o /dev/null -w 'svc-connected-after %{time_connect}' --connect-timeout 2 --max-time 3 "http://$(bracketed "$1"):$2/" 2>&1); code=$?; fi
  if [ -z "$tool" ] && has python3; then tool=python3; out=$(limited 4 python3 -c 'import socket,sys
try:
  socket.create_connection((sys.argv[1],int(sys.argv[2])),2).close(); print("open")
except Exception as e: print(e); sys.exit(1)' "$1" "$2" 2>&1); code=$?; fi
  if [ -z "$tool" ] && has node; then tool=node; out=$(limited 4 node -e 'const s=require("net").connect({host:process.argv[1],port:+process.argv[2]});s.setTimeout(2000,()=>{console.log("timed out");process.exit(1)});s.on("connect",()=>{console.log("open");process.exit(0)});s.on("error",e=>{console.log(e.message);process.exit(1)})' "$1" "$2" 2>&1); code=$?; fi
  if [ -z "$tool" ] && has perl; then tool=perl; out=$(limited 4 perl -MIO::Socket::IP -e 'IO::Socket::IP->new(PeerHost=>$ARGV[0],PeerPort=>$ARGV[1],Timeout=>2)?print("open\\n"):(print("$@\\n"),exit(1))' "$1" "$2" 2>&1); code=$?; fi
  if [ -z "$tool" ] && has bash && has timeout; then tool=bash; out=$(timeout 2 bash -c 'exec 3<>"/dev/tcp/$0/$1" && echo open' "$1" "$2" 2>&1); code=$?; [ "$code" = 124 ] && out='timed out'; fi
  if [ -z "$tool" ] && has wget; then tool=wget
    case $(wget --help 2>&1) in *BusyBox*) out=$(wget -T 2 -O /dev/null "http://$(bracketed "$1"):$2/" 2>&1) ;; *) out=$(wget -T 2 -t 1 -O /dev/null "http://$(bracketed "$1"):$2/" 2>&1) ;; esac
    code=$?
  fi
  [ -n "$tool" ] || { echo 'svc-no-connect'; return; }
  printf 'svc-met %s %s %s %s %s\\n%s\\n' "$tool" "$code" "$(($(seconds) - began))" "$1" "$2" "$(say "svc-said $1 $2" "$out")"
}
bracketed() { case $1 in *:*) printf '[%s]' "$1" ;; *) printf '%s' "$1" ;; esac; }
[ -n "$name" ] && lookup &
while [ $# -ge 2 ]; do connect "$1" "$2" & shift 2; done
wait
echo svc-end
`
