import { expect, test } from '@jest/globals'
import { codeFrame } from '../../src/report/frame.ts'
import { noColors as palette } from '../../src/report/palette.ts'

/** A frame shows what is pointed at, `api:81`; no other word of what a program reads, whichever way it is written. */

const texts: Readonly<Record<string, string>> = {
  'a word of the marked line of a block':
    'data:\n  a.conf: |\n    login hunter2\n    call api:81 as hunter2 now\n',
  'a folded block': 'data:\n  a.conf: >-\n      hunter2\n\n      hunter2 http://api:81/x hunter2\n',
  'a block with an indentation of its own':
    'data:\n  a.conf: |2-\n      key: hunter2\n      to: api:81 # hunter2\n',
  'a block that looks like a manifest': 'data:\n  a.yaml: |\n    kind: hunter2\n    name: api:81\n',
  'an item that is a block': 'args:\n- hunter2\n- |\n  x hunter2\n  curl api:81 -u hunter2\n',
  'a block below another key of an item': 'env:\n- name: A\n  value: |\n    hunter2\n    api:81 hunter2\n',
  'an entry of a ConfigMap': 'data:\n  DB: hunter2\n  URL: http://api:81/v1\n',
  'a data source name': 'data:\n  URL: user:hunter2@tcp(api:81)/db\n',
  'a data source name of a variable': 'env:\n  - name: DSN\n    value: "user:hunter2@tcp(api:81)/db"\n',
  'a variable above': 'env:\n  - name: A\n    value: hunter2\n  - value: http://api:81\n    name: B\n',
  'variables in a flow': "env: [{name: A, value: hunter2}, {name: B, value: 'http://api:81'}]\n",
  'a variable in a flow': '- {name: DSN, value: "x:hunter2@tcp(api:81)/db"}\n',
  'an argument above': 'args:\n  - hunter2\n  - --url=http://api:81\n',
  'an argument at the column of its key': 'command:\n- hunter2\n- http://api:81\n',
  'arguments in a flow': 'args: [hunter2, "-p", \'hunter2\', "http://api:81", hunter2]\n',
  'arguments of JSON': '{\n  "args": [\n    "hunter2",\n    "--to=api:81,hunter2"\n  ]\n}\n',
  'entries of JSON': '{\n  "data": {\n    "A": "hunter2",\n    "B": "api:81 hunter2"\n  }\n}\n',
  'entries in a flow': 'data: {A: hunter2, B: "api:81", C: "hunter2 x"}\n',
  'a flow of several lines': 'data: {\n  A: hunter2,\n  B: api:81, C: hunter2}\n',
  'an annotation': 'metadata:\n  annotations:\n    a/b: hunter2\n    c/d: hunter2 api:81\n',
  'a text in quotes over several lines': 'data:\n  A: "hunter2\n    hunter2 api:81\n    hunter2"\n',
  'a plain text over several lines': 'data:\n  A: x\n    hunter2\n    api:81 hunter2\n',
  'a URL with a user': 'data:\n  A: http://x:hunter2@api:81/y?z=hunter2\n',
  'a comment behind a value': 'env:\n- value: api:81 # hunter2\n',
  'Windows lines': 'data:\r\n  a: |\r\n    hunter2\r\n    api:81 hunter2\r\n',
}

test.each(Object.entries(texts))('%s', (_, text) => {
  const lines = text.split('\n')
  const index = lines.findIndex((line) => line.includes('api:81'))
  const column = (lines[index] ?? '').indexOf('api:81') + 1
  const place = { file: 'a.yaml', line: index + 1, column, endLine: index + 1, endColumn: column + 6 }
  const frame = codeFrame(text, place, { palette, width: 100 })
  expect(frame.join('\n')).toContain('api:81')
  expect(frame.join('\n')).not.toContain('hunter2')
})

test('fields of the API are shown as they are', () => {
  const text = 'spec:\n  type: ClusterIP\n  selector: {app: web}\n'
  const place = { file: 'a.yaml', line: 3, column: 19, endLine: 3, endColumn: 22 }
  const frame = codeFrame(text, place, { palette, width: 100 })
  expect(frame.slice(0, 2)).toEqual(['2 |   type: ClusterIP', '3 |   selector: {app: web}'])
})
