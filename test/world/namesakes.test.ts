import { expect, test } from '@jest/globals'
import { lint } from '../../src/lint/lint.ts'
import { rules } from '../../src/rules/index.ts'
import { readText } from '../../src/sources/files/documents.ts'
import { trace } from '../../src/trace/trace.ts'
import { toResource, type Resource } from '../../src/world/resource.ts'
import { buildWorld } from '../../src/world/world.ts'
import { fixtures } from '../fixtures.ts'
import { complete } from '../world-of.ts'

/** Many operators have kinds of their own that are called Service, Ingress or Gateway: another group, another object. */

// FULL=1 takes all of them
const step = process.env['FULL'] === undefined ? 12 : 1

/** Of the same kind, name and namespace, in the same file, and of no shape that any kind has. */
function namesakeOf({ manifest, namespace = '', origin }: Resource): Resource {
  const { kind, metadata = {} } = manifest
  const { name } = metadata
  const own = {
    apiVersion: 'example.com/v1',
    kind,
    metadata: { name, namespace },
    spec: { ports: 'x', selector: 7 },
  }
  return toResource(own as unknown as typeof manifest, namespace, origin)
}

function answersOf(resources: readonly Resource[]) {
  const world = buildWorld({ resources, coverage: [complete] })
  return {
    findings: lint(world, rules)
      .findings.filter(({ resource }) => resource.apiVersion !== 'example.com/v1')
      .map(({ rule, resource, message, verdict }) => [rule, resource, message, verdict]),
    traces: world.all('Service').map(({ name, namespace = '' }) => {
      const { verdict, hops } = trace(world, { target: name, namespace })
      return [name, verdict, hops.map(({ id, status, because }) => [id, status, because])]
    }),
  }
}

test.each(fixtures.filter((_, index) => index % step === 0).map(({ name, text }) => [name, text]))(
  'objects of other groups change nothing in %s',
  (_, text) => {
    const { resources } = readText('world.yaml', text, {
      namespace: 'default',
      named: true,
    })
    const namesakes = resources.filter(({ apiVersion }) => apiVersion !== 'example.com/v1').map(namesakeOf)
    expect(answersOf([...resources, ...namesakes])).toEqual(answersOf(resources))
    expect(answersOf([...namesakes, ...resources])).toEqual(answersOf(resources))
  },
)
