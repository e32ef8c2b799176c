/** The rules that propose no edit, and why none is known to help. */
export const withoutFix: Readonly<Record<string, string>> = {
  'api-server-warns':
    'a warning says what is deprecated or ignored; what is wanted instead, the author knows',
  'apply-loses-port': 'the manifest is right: another command applies it',
  'change-cuts-off-service': 'which of the clients are to be let in, the author of the change knows',
  'change-removes-port': 'what is called and gone: the port or the calls may be what is wrong',
  'endpoints-differ-from-pods': 'slices are what a controller writes: what keeps it from that is no field',
  'endpoints-of-other-family':
    'the family of a Service cannot be changed, and that of an address is what it is',
  'headless-called-by-api-server': 'clusterIP cannot be changed: a second Service is needed',
  'object-written-twice': 'which of the two is meant, and under which name the other, the author knows',
  'pod-ip-hard-coded': 'which Service leads to the pod, and on which port, the author knows',
  'route-backend-not-permitted': 'a ReferenceGrant is an object more: the trace gives the command',
  'route-not-attached': 'the listeners or the route: which side gives way, their owners know',
  'route-refused': 'a controller objects: what it wants is in its words',
  'route-weights-all-zero': 'which of the backends is to get requests, the author knows',
  'target-port-differs-between-pods': 'it may be meant: a migration, a hook with the same labels',
}

/** Each file of the journey that proposes something, with rows that try it, or why there is none. */
export const remedies: Readonly<Record<string, string | readonly string[]>> = {
  'endpoint-seen.ts': 'it keeps what was proposed for the same endpoint before a probe looked',
  'hosts-step.ts': ['a name pinned to the address of nothing'],
  'ingress-class-end.ts': ['an Ingress without a class', 'an Ingress with a slip in its class'],
  'loopback-step.ts': ['a client that calls itself for what the Service serves'],
  'mesh-end.ts': ['a VirtualService with a slip in its host', 'a VirtualService with half of a name'],
  'model.ts': 'types',
  'name.ts': ['an API server that is given an alias'],
  'no-name.ts': ['a slip in the name that is called', 'a Service in another namespace than its pods'],
  'patched-later.ts': 'it takes back what is proposed for a field that an overlay changes',
  'policy-end.ts': ['a policy that lets no client in', 'a policy that forgets DNS'],
  'reading.ts': [
    'endpoints on another node alone',
    'a load balancer that leaves out nodes without an endpoint',
  ],
  'resolver.ts': ['a client on the host network', 'a client with a public resolver'],
  'route-follow.ts': [
    'an Ingress that names another port',
    'a route with a slip in the name of the Service',
    'a route to another namespace that no grant admits',
  ],
  'route-witness.ts': 'what a controller wants is in its words',
  'routed-target.ts': ['a route with a slip in the name of its Gateway'],
  'served-end.ts': [
    'a declared port that the arguments contradict',
    'a headless Service called on a port that nothing translates',
  ],
  'service-leg.ts': ['a port that the Service does not have', 'the port of the pods'],
  'srv-step.ts': ['a port without a name for SRV'],
  'together.ts': ['a worker of the same label that serves nothing'],
  'unanswered-service.ts': ['peers that wait for each other'],
  'why-none-written.ts': [
    'a slice that calls its port otherwise',
    'a slice for a Service of nearly that name',
  ],
  'why-none.ts': ['a slip in the name of the port', 'a workload that is scaled to none'],
}
