// What may grow in files and in what is said of them: how many to begin with, what is asked, and the text.
import { times } from './growing-objects.js'

const service = (name, port = 80) =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\n  namespace: shop\nspec:\n  selector:\n    app: ${name}\n  ports:\n    - port: ${port}\n`

const joined = (documents) => documents.join('---\n')

export const textDimensions = [
  {
    name: 'documents that do not parse, in one stream',
    start: 1000,
    asked: ['lint', 'ls'],
    text: (n) => times(n, (i) => `apiVersion: v1\nkind: Service\nmetadata: {name: api-${i}\n`).join('---\n'),
  },
  {
    name: 'documents that are no manifests, in one stream',
    start: 5000,
    asked: ['lint'],
    // an input that could not be read
    ends: 4,
    text: (n) => times(n, (i) => `name: ${i}\n`).join('---\n'),
  },
  {
    name: 'findings in one file',
    start: 500,
    asked: [
      'lint -o text',
      'lint -o sarif',
      'lint -o github',
      'lint -o junit',
      'lint --baseline BASELINE',
      'lint --fix-dry-run',
      'lint --before FILE',
    ],
    text: (n) => joined(times(n, (i) => service(`api-${i}`))),
  },
  {
    name: 'errors in one file',
    start: 500,
    asked: ['lint -o text', 'lint --baseline BASELINE'],
    text: (n) => joined(times(n, (i) => service(`api-${i}`, 'none'))),
  },
  {
    name: 'comments that switch a rule off',
    start: 500,
    asked: ['lint'],
    text: (n) =>
      joined(
        times(n, (i) =>
          service(`api-${i}`).replace(
            '  selector:',
            '  # svc-ignore: selector-matches-nothing made here\n  selector:',
          ),
        ),
      ),
  },
  {
    name: 'aliases of one anchor',
    start: 1000,
    asked: ['lint', 'ls'],
    text: (n) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop, labels: &l {app: api}}\ndata:\n${times(n, (i) => `  k${i}: &a${i} http://api:81/\n  m${i}: *a${i}\n`).join('')}`,
  },
  {
    name: 'lines of one block scalar',
    start: 10_000,
    asked: ['lint', 'ls'],
    text: (n) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop}\ndata:\n  app.conf: |\n${times(n, (i) => `    key-${i} = value of ${i} at http://example.com/${i}\n`).join('')}`,
  },
  {
    name: 'labels of one Service',
    start: 2000,
    asked: ['lint', 'ls'],
    text: (n) =>
      `apiVersion: v1\nkind: Service\nmetadata:\n  name: api\n  namespace: shop\n  labels:\n${times(n, (i) => `    l${i}: v${i}\n`).join('')}spec:\n  selector:\n    app: api\n  ports:\n    - port: 80\n`,
  },
]
