import { until } from './component.js'

/** Installs one CustomResourceDefinition and returns when it is served. @param {import('./kubernetes.js').Api} api @param {string} yaml */
export async function installCrd(api, yaml) {
  const name = /^ {2}name: (\S+)$/m.exec(yaml)?.[1]
  const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`
  const { status, body } = await api.ask(`${path}?fieldManager=bed&force=true`, {
    method: 'PATCH',
    body: yaml,
    contentType: 'application/apply-patch+yaml',
  })
  if (status >= 400) throw new Error(`PATCH ${path}: ${status} ${body.message}`)
  await until(`${name} is established`, async () => {
    const conditions = (await api.get(path)).status?.conditions ?? []
    const holds = (/** @type {any} */ each) => each.type === 'Established' && each.status === 'True'
    return conditions.some(holds) || undefined
  })
}
