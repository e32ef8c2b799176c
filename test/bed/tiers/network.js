/**
 * The network of the nodes, all of it inside the sandbox: a switch, two nodes, and a client outside of the cluster.
 *
 *   sandbox (control plane) 198.19.0.1 ── switch ── n1 198.19.0.11 ── cni0 10.244.1.0/24 ── pods
 *                                           │  └─── n2 198.19.0.12 ── cni0 10.244.2.0/24 ── pods
 *                                           └────── outside 198.19.0.100
 *
 * and each of them has an address in IPv6 beside it: fd00:198:19::/64, fd00:10:244:N::/64.
 */
import { execFileSync } from 'node:child_process'
import { addresses, addresses6, nodes } from './addresses.js'

/** Namespaces by name; nodes forward packets and know each other's pods, the client outside knows neither pods nor Services. */
export function makeNetwork() {
  run('ip link add switch type bridge')
  run(`ip addr add ${addresses.controlPlane}/24 dev switch`)
  run(`ip addr add ${addresses6.controlPlane}/64 dev switch nodad`)
  run('ip link set switch up')
  run('mkdir -p /run/netns')
  for (const node of nodes) {
    plug(node.name, node.address, node.address6)
    within(node.name, `ip route add default via ${addresses.controlPlane}`)
    within(node.name, `ip route add default via ${addresses6.controlPlane}`)
    // The API server reaches pods itself, for proxy subresources; nothing else in the sandbox does.
    run(`ip route add ${node.podRange} via ${node.address}`)
    run(`ip route add ${node.podRange6} via ${node.address6}`)
    for (const other of nodes) {
      if (other === node) continue
      within(node.name, `ip route add ${other.podRange} via ${other.address}`)
      within(node.name, `ip route add ${other.podRange6} via ${other.address6}`)
    }
  }
  within(nodes[0]?.name ?? '', `ip addr add ${addresses.gateway}/24 dev eth0`)
  plug('outside', addresses.outside, addresses6.outside)
  within('outside', `ip route add ${addresses.loadBalancers} via ${nodes[0]?.address}`)
  within('outside', `ip route add ${addresses.loadBalancersOfSecondNode} via ${nodes[1]?.address}`)
  within('outside', `ip route add ${addresses6.loadBalancers} via ${nodes[0]?.address6}`)
  within('outside', `ip route add ${addresses6.loadBalancersOfSecondNode} via ${nodes[1]?.address6}`)
  refuseTheWorld()
}

/** A namespace with eth0 on the switch. @param {string} name @param {string} address @param {string} address6 */
function plug(name, address, address6) {
  run(`ip netns add ${name}`)
  run(`ip link add sw-${name} type veth peer name eth0 netns ${name}`)
  run(`ip link set sw-${name} master switch up`)
  within(name, 'ip link set lo up')
  within(name, `ip addr add ${address}/24 dev eth0`)
  within(name, `ip addr add ${address6}/64 dev eth0 nodad`)
  const forwards = name === 'outside' ? 0 : 1
  const settings = {
    'net.ipv4.ip_forward': forwards,
    'net.ipv6.conf.all.forwarding': forwards,
    // An address is of no use while the kernel looks for another owner; that would take a second for each pod.
    'net.ipv6.conf.default.accept_dad': 0,
    'net.ipv6.conf.all.accept_ra': 0,
    'net.ipv4.conf.all.rp_filter': 0,
    'net.ipv4.conf.default.rp_filter': 0,
    // The kernel limits how often it says "refused"; past that limit a refusal would look like a lost packet.
    'net.ipv4.icmp_ratelimit': 0,
    'net.ipv6.icmp.ratelimit': 0,
  }
  for (const [key, value] of Object.entries(settings)) within(name, `busybox sysctl -qw ${key}=${value}`)
  within(name, 'ip link set eth0 up')
}

/** What leaves the cluster is answered "network unreachable", so that it can be told from what kube-proxy dropped. */
function refuseTheWorld() {
  run('ip link add nowhere type bridge')
  run('ip link set nowhere up')
  run('ip route add default dev nowhere')
  run('ip -6 route add default dev nowhere')
  const settings = [
    'net.ipv4.ip_forward=1',
    'net.ipv4.icmp_ratelimit=0',
    'net.ipv6.conf.all.forwarding=1',
    'net.ipv6.icmp.ratelimit=0',
  ]
  run(`busybox sysctl -qw ${settings.join(' ')}`)
  const rules = [
    'add table inet bed',
    'add chain inet bed forward {type filter hook forward priority 0;}',
    'add rule inet bed forward oifname nowhere reject with icmpx type no-route',
  ]
  execFileSync('nft', [rules.join('; ')])
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
