/** The rules that propose no edit, and why none is known to help. */
export const withoutFix: Readonly<Record<string, string>> = {
  'api-server-warns':
    'a warning says what is deprecated or ignored; what is wanted instead, the author knows',
  'apply-loses-port': 'the manifest is right: another command applies it',
  'change-cuts-off-service': 'which of the clients are to be let in, the author of the change knows',
  'change-removes-port': 'what is called and gone: the port or the calls may be what is wrong',
  'endpoints-differ-from-pods': 'slices are what a controller writes: what keeps it from that is no field',
  'endpoints-missing': 'nothing in sight says where the Service should lead',
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
