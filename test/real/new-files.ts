import fc, { type Arbitrary } from 'fast-check'
import { Document, isCollection, isMap, visit } from 'yaml'
import { defined } from '../../src/world/defined.ts'

/** How a person writes YAML. */
const style = fc.record({
  indent: fc.constantFrom(2, 2, 4, 3),
  indentSeq: fc.boolean(),
  /** Which collections are in one line: those whose turn it is. */
  flow: fc.constantFrom(0, 0, 2, 3),
  quotes: fc.constantFrom('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE' as const),
  /** Before which lines a comment is, and behind which. */
  above: fc.array(fc.nat(25), { maxLength: 4 }),
  behind: fc.array(fc.nat(25), { maxLength: 4 }),
  anchors: fc.constantFrom(false, false, false, true),
})
type Style = typeof style extends Arbitrary<infer T> ? T : never

const sometimes = <T>(arbitrary: Arbitrary<T>): Arbitrary<T | undefined> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, { weight: 4, arbitrary })

const texts = fc.constantFrom('web', 'yes', '1', '', 'x: y # z', 'one\ntwo\n', 'ünï', "it's", '"q"', 'true')
const map = (keys: readonly string[], values: Arbitrary<string>) =>
  fc.dictionary(fc.constantFrom(...keys), values, { minKeys: 1, maxKeys: 3, noNullPrototype: true })

const port = fc
  .record({
    name: fc.constantFrom('http', 'grpc', 'a'),
    port: fc.constantFrom(80, 443, 8080, 53),
    targetPort: sometimes(fc.constantFrom<string | number>('http', 8080)),
    protocol: sometimes(fc.constantFrom('TCP', 'UDP')),
    appProtocol: sometimes(fc.constantFrom('http', 'kubernetes.io/h2c')),
  })
  .map((drawn) => defined(drawn))

/** A Service that an API server takes without a word, with fields that svc has flags for, and others. */
const serviceOf = (name: string): Arbitrary<object> =>
  fc
    .record({
      type: fc.constantFrom(
        undefined,
        undefined,
        'ClusterIP',
        'NodePort',
        'LoadBalancer',
        'headless',
        'ExternalName',
      ),
      labels: sometimes(map(['app', 'a', 'b'], fc.constantFrom('web', 'yes', '1', ''))),
      annotations: sometimes(map(['note', 'example.com/lines', 'n'], texts)),
      selector: sometimes(map(['app', 'tier', 'n'], fc.constantFrom('web', 'yes', '1', ''))),
      ports: fc.uniqueArray(port, {
        selector: ({ name, port }) => `${name} ${port}`,
        comparator: (one, two) => one.split(' ').some((part) => two.split(' ').includes(part)),
        minLength: 1,
        maxLength: 3,
      }),
      namespace: sometimes(fc.constantFrom('shop', 'default')),
      affinity: sometimes(
        fc.constantFrom<object>({ sessionAffinity: 'ClientIP' }, { sessionAffinity: 'None' }),
      ),
      ranges: sometimes(fc.constant({ loadBalancerSourceRanges: ['10.0.0.0/8', '192.0.2.0/24'] })),
      finalizers: sometimes(fc.constant(['example.com/hold'])),
      status: sometimes(fc.constant({ loadBalancer: {} })),
    })
    .map(({ type, labels, annotations, namespace, finalizers, status, ...spec }) =>
      defined({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: defined({ name, namespace, labels, annotations, finalizers }),
        spec: specOf(type, spec),
        status,
      }),
    )

interface Spec {
  readonly selector: object | undefined
  readonly ports: readonly { readonly targetPort?: unknown }[]
  readonly affinity: object | undefined
  readonly ranges: object | undefined
}

function specOf(type: string | undefined, { selector, ports, affinity, ranges }: Spec): object {
  if (type === 'ExternalName') return { type, externalName: 'db.example.com' }
  if (type === 'headless')
    return defined({
      clusterIP: 'None',
      selector,
      ports: ports.map(({ targetPort: _targetPort, ...rest }) => rest),
    })
  return { ...defined({ type, selector, ports }), ...affinity, ...(type === 'LoadBalancer' ? ranges : {}) }
}

/** Those that command lines name, and others. */
const serviceNames = ['chat-api', 'db-0', 'a', 'other']

const others: readonly object[] = [
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'web' },
    data: { '.nginx': 'a: b\n# no comment\n', on: 'y' },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'w' }] } },
    },
  },
  { apiVersion: 'example.com/v1', kind: 'Service', metadata: { name: 'web' }, spec: { ports: 80 } },
]

/** What no document of a program is written like. */
const handwritten = [
  '# only a comment\n',
  '',
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: flow, labels: {a: "b"}}   # spaces behind   \ndata:\n\n\n  k: >-\n    folded\n    text\n\n',
  'apiVersion: v1\nkind: Secret\nmetadata:\n    name: "quoted"\n    labels: &l\n        app: web\n    annotations:\n        <<: *l\n        at: 12:30\n',
  'apiVersion: v1\r\nkind: ConfigMap\r\nmetadata:\r\n  name: mixed-ends\n',
  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: 'tabs'}\t# tab\n",
]

/** What cannot be edited: refused as a whole. */
const unreadable = [
  'apiVersion: v1\nkind: [\n',
  'a: *none\n',
  'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Values.name }}\n',
  '\tapiVersion: v1\n',
]

function written(manifest: object, { flow, quotes, anchors, above, behind, ...options }: Style): string {
  const document = new Document(manifest, {
    version: '1.1',
    schema: 'yaml-1.1',
    aliasDuplicateObjects: false,
  })
  let turn = 0
  visit(document, {
    Collection: (_, node) => {
      if (flow > 0 && ++turn > 1 && turn % flow === 0) node.flow = true
    },
    Pair: (_, { value }) => {
      if (quotes !== 'PLAIN' && typeof value === 'object' && value !== null && 'value' in value)
        if (typeof value.value === 'string' && !value.value.includes('\n'))
          Object.assign(value, { type: quotes })
    },
  })
  const labels: unknown = document.getIn(['metadata', 'labels'], true)
  const spec: unknown = document.get('spec', true)
  if (anchors && isCollection(labels) && isMap(spec) && spec.has('selector')) {
    labels.anchor = 'labels'
    if (flow !== 2) spec.set('selector', document.createAlias(labels))
  }
  const lines = document.toString({ lineWidth: 0, directives: false, ...options }).split('\n')
  // inside of a block scalar a comment would be its text
  if (lines.some((line) => /[|>][+-]?\d?$/.test(line))) return lines.join('\n')
  return lines
    .map((line, index) => (behind.includes(index) && line !== '' ? `${line} # behind ${index}` : line))
    .flatMap((line, index) => (above.includes(index) ? [`# above ${index}`, line] : [line]))
    .join('\n')
}

const serviceWith = (name: string): Arbitrary<string> =>
  fc.tuple(serviceOf(name), style).map(([manifest, as]) => written(manifest, as))

const documentWith = (name: string): Arbitrary<string> =>
  fc.oneof(
    { weight: name === 'web' ? 20 : 6, arbitrary: serviceWith(name) },
    {
      weight: 2,
      arbitrary: fc.tuple(fc.constantFrom(...others), style).map(([manifest, as]) => written(manifest, as)),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(serviceOf('listed'), serviceOf(name), fc.constantFrom(...others), style)
        .map(([first, second, other, as]) =>
          written({ apiVersion: 'v1', kind: 'List', items: [other, first, second] }, as),
        ),
    },
    { weight: 2, arbitrary: fc.constantFrom(...handwritten) },
  )

/** A file kept by hand: documents of several kinds, comments, anchors, and any line ends. */
export const existingFile: Arbitrary<string> = fc
  .record({
    documents: fc
      .tuple(
        fc.shuffledSubarray(serviceNames, { maxLength: 3 }),
        fc.constantFrom(...Array<number>(20).fill(1), 0, 2).map((times) => Array<string>(times).fill('web')),
      )
      .chain((names) => fc.shuffledSubarray(names.flat(), { minLength: names.flat().length }))
      .chain((names) => fc.tuple(...names.map(documentWith))),
    spoilt: fc.oneof(
      { weight: 30, arbitrary: fc.constant('') },
      { weight: 1, arbitrary: fc.constantFrom(...unreadable) },
    ),
    begins: fc.constantFrom('', '', '', '---\n', '# head\n', '---\n# head\n', '\uFEFF', '--- # first\n'),
    separator: fc.constantFrom('---\n', '---\n', '--- # next\n', '---   \n', '\n---\n'),
    ends: fc.constantFrom('', '', '---\n', '...\n', '\n\n', '# the end\n', 'cut'),
    windows: fc.constantFrom(false, false, false, true),
  })
  .map(({ documents, spoilt, begins, separator, ends, windows }) => {
    const all = [...documents, ...(spoilt === '' ? [] : [spoilt])]
    const text = `${begins}${all.join(separator)}${ends === 'cut' ? '' : ends}`
    const whole = ends === 'cut' ? text.replace(/\n+$/, '') : text
    return windows ? whole.replaceAll(/\r?\n/g, '\r\n') : whole
  })
