import { addresses } from './addresses.js'

/**
 * The Corefile that kubeadm deploys, apart from what it does with names outside of the cluster. It forwards those to the
 * machine's resolver; the bed has none: example.com and the names below it lead to the client outside of the cluster, so that
 * an ExternalName can be followed, and nothing else exists. That is a block of its own because `template` comes before
 * `kubernetes` in CoreDNS and would answer for the cluster.
 * @param {string[]} access how the plugin `kubernetes` reaches the API server; in a pod it knows
 */
export function corefile(access = []) {
  return `cluster.local:53 in-addr.arpa:53 ip6.arpa:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
${access.map((line) => `       ${line}\n`).join('')}    }
    prometheus :9153
    cache 30 {
       disable success cluster.local
       disable denial cluster.local
    }
    loop
    reload
    loadbalance
}
.:53 {
    errors
    template IN A example.com {
       answer "{{ .Name }} 30 IN A ${addresses.outside}"
    }
    template IN ANY example.com {
       rcode NOERROR
    }
    template IN ANY . {
       rcode NXDOMAIN
    }
}
`
}
