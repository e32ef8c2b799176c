import type { HopRule } from '../model.ts'

const notYet = { status: 'not-checked', because: 'NetworkPolicies are not evaluated yet' } as const

/** What may leave the client. */
export const egressHop: HopRule = {
  id: 'policy',
  direction: 'egress',
  asks: 'whether a NetworkPolicy lets the client out',
  answer: () => notYet,
}

/** What may reach the pod. */
export const ingressHop: HopRule = {
  id: 'policy',
  direction: 'ingress',
  asks: 'whether a NetworkPolicy lets the request in',
  answer: () => notYet,
}
