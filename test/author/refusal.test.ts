import { expect, test } from '@jest/globals'
import { runNew } from '../real/run-new.ts'

// command lines that once went wrong against the real API server: each names the flag, or is printed
test.each<[string, RegExp]>([
  [
    'headless chat-api -p 443+kubernetes.io/ws --selector pod-template-hash=5f7',
    /change --selector: leave "pod-template-hash"/,
  ],
  ['a --port 9090:65535 --selector pod-template-hash=5f7', /change --selector/],
  ['web -p 80 --namespace=', /--namespace is empty/],
  ['web -p 80 --external-ip 192.0.2.9', /leave out --external-ip/],
  ['loadblancer web -p 80', /did you mean loadbalancer\? TYPE is one of clusterip/],
  ['nodeport web -p 80@80', /--port \(--node-port\)/],
  ['nodeport web -p 80 -p 443 --node-port 30080', /--node-port 80=…/],
  ['clusterip web -p 80@30000', /leave out @30000 of --port/],
])('svc new %s is refused', async (line, says) => {
  const outcome = await runNew(line.split(' '))
  expect(outcome.refused).toMatch(says)
})

test.each<[string, string]>([
  ['nodeport a --port 80 --kubernetes-version 1.34 --external-ip 2001:db8::9', 'externalIPs:'],
  ['web -p 80 --ip-family ipv6,ipv4', 'ipFamilyPolicy: PreferDualStack'],
  ['web -p 53 --udp 53', 'name: dns-udp'],
  ['clusterip web -p 80 --cluster-ip None', 'clusterIP: None'],
])('svc new %s is printed', async (line, shows) => {
  const outcome = await runNew(line.split(' '))
  expect(outcome.printed).toContain(shows)
})
