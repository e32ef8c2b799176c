/**
 * The network of the nodes, all of it inside the sandbox: a switch, two nodes, and a client outside of the cluster.
 *
 *   sandbox (control plane) 198.19.0.1 ── switch ── n1 198.19.0.11 ── cni0 10.244.1.0/24 ── pods
 *                                           │  └─── n2 198.19.0.12 ── cni0 10.244.2.0/24 ── pods
 *                                           └────── outside 198.19.0.100
 */
import { execFileSync } from 'node:child_process'
import { addresses, nodes } from './addresses.js'

/** Namespaces by name; nodes forward packets and know each other's pods, the client outside knows neither pods nor Services. */
export function makeNetwork() {
  run('ip link add switch type bridge')
  run(`ip addr add ${addresses.controlPlane}/24 dev switch`)
  run('ip link set switch up')
  run('mkdir -p /run/netns')
  for (const node of nodes) {
    plug(node.name, node.address)
    within(node.name, `ip route add default via ${addresses.controlPlane}`)
    // The API server reaches pods itself, for proxy subresources; nothing else in the sandbox does.
    run(`ip route add ${node.podRange} via ${node.address}`)
    for (const other of nodes) {
      if (other !== node) within(node.name, `ip route add ${other.podRange} via ${other.address}`)
    }
  }
  within(nodes[0]?.name ?? '', `ip addr add ${addresses.gateway}/24 dev eth0`)
  plug('outside', addresses.outside)
  within('outside', `ip route add ${addresses.loadBalancers} via ${nodes[0]?.address}`)
  within('outside', `ip route add ${addresses.loadBalancersOfSecondNode} via ${nodes[1]?.address}`)
  refuseTheWorld()
}

/** A namespace with eth0 on the switch. @param {string} name @param {string} address */
function plug(name, address) {
  run(`ip netns add ${name}`)
  run(`ip link add sw-${name} type veth peer name eth0 netns ${name}`)
  run(`ip link set sw-${name} master switch up`)
  within(name, 'ip link set lo up')
  within(name, `ip addr add ${address}/24 dev eth0`)
  within(name, 'ip link set eth0 up')
  const settings = {
    'net.ipv4.ip_forward': name === 'outside' ? 0 : 1,
    'net.ipv4.conf.all.rp_filter': 0,
    'net.ipv4.conf.default.rp_filter': 0,
    // The kernel limits how often it says "refused"; past that limit a refusal would look like a lost packet.
    'net.ipv4.icmp_ratelimit': 0,
  }
  for (const [key, value] of Object.entries(settings)) within(name, `busybox sysctl -qw ${key}=${value}`)
}

/** What leaves the cluster is answered "network unreachable", so that it can be told from what kube-proxy dropped. */
function refuseTheWorld() {
  run('ip link add nowhere type bridge')
  run('ip link set nowhere up')
  run('ip route add default dev nowhere')
  run('busybox sysctl -qw net.ipv4.ip_forward=1 net.ipv4.icmp_ratelimit=0')
  const rules =
    'add table ip bed; add chain ip bed forward {type filter hook forward priority 0;}; add rule ip bed forward oifname nowhere reject with icmp type net-unreachable'
  execFileSync('nft', [rules])
}

/** @param {string} command words without spaces inside */
function run(command) {
  const [file = '', ...argv] = command.split(' ')
  execFileSync(file, argv, { stdio: ['ignore', 'ignore', 'inherit'] })
}

/** @param {string} namespace @param {string} command */
function within(namespace, command) {
  run(`nsenter --net=/run/netns/${namespace} ${command}`)
}
