/** One context, `bed`, with more fields of its parts where given. */
export function kubeconfig(server: string, { context = {}, cluster = {}, user = {} } = {}) {
  return {
    kind: 'Config',
    'current-context': 'bed',
    clusters: [{ name: 'the-cluster', cluster: { server, ...cluster } }],
    users: [{ name: 'ada', user }],
    contexts: [{ name: 'bed', context: { cluster: 'the-cluster', user: 'ada', ...context } }],
  }
}
