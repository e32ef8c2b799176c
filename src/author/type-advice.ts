import type { AuthoredType } from './intent.ts'

interface Advice {
  readonly called: string
  readonly gives: string
  /** What people expect of it, and do not get. */
  readonly butNot: string
}

/** What each type is for. Follows https://kubernetes.io/docs/concepts/services-networking/service/ */
export const advice: Readonly<Record<AuthoredType, Advice>> = {
  clusterip: {
    called: 'ClusterIP',
    gives: 'one address inside the cluster for all ready pods',
    butNot: 'nothing from outside, and a gRPC client stays with one pod',
  },
  nodeport: {
    called: 'NodePort',
    gives: 'the same high port on every node',
    butNot: 'not an Ingress: no host names, no TLS, no address of its own',
  },
  loadbalancer: {
    called: 'LoadBalancer',
    gives: 'an address outside, from a cloud or MetalLB',
    butNot: 'pending without such a provider, and blind to hosts and paths',
  },
  headless: {
    called: 'headless',
    gives: 'DNS answers with the addresses of the pods',
    butNot: 'no balancing; targetPort is ignored, clients dial the port of the pod',
  },
  externalname: {
    called: 'ExternalName',
    gives: 'a name that DNS turns into another host name',
    butNot: 'it does not balance, has no pods and maps no port',
  },
}

/** One line: what the type gives and what it does not. */
export function adviceLine(type: AuthoredType): string {
  const { called, gives, butNot } = advice[type]
  return `${called}: ${gives}; ${butNot}`
}

/** A question with the answers it takes; each leads to another question or to a type. */
export interface TypeQuestion {
  readonly asks: string
  readonly answers: readonly { readonly text: string; readonly leadsTo: TypeQuestion | AuthoredType }[]
}

/** At most three questions to a type. */
export const typeQuestions: TypeQuestion = {
  asks: 'Who calls it?',
  answers: [
    {
      text: 'pods of this cluster',
      leadsTo: {
        asks: 'Must clients see each pod by itself (peers, replicas, own balancing)?',
        answers: [
          { text: 'no, any ready pod will do', leadsTo: 'clusterip' },
          { text: 'yes', leadsTo: 'headless' },
        ],
      },
    },
    {
      text: 'clients outside of it',
      leadsTo: {
        asks: 'Is it HTTP behind an Ingress or a Gateway?',
        answers: [
          { text: 'yes: the route goes to the Service, and clients to the route', leadsTo: 'clusterip' },
          {
            text: 'no',
            leadsTo: {
              asks: 'Does a cloud, MetalLB or kube-vip give addresses to LoadBalancers?',
              answers: [
                { text: 'yes', leadsTo: 'loadbalancer' },
                { text: 'no: clients reach the nodes themselves', leadsTo: 'nodeport' },
              ],
            },
          },
        ],
      },
    },
    { text: 'no pod of the cluster: it is a host outside that pods call', leadsTo: 'externalname' },
  ],
}
