import { test } from '@jest/globals'
import { splitDocuments } from '../../src/sources/yaml/chunks.ts'
import { locateNode } from '../../src/sources/yaml/locate.ts'
import { parseWithPositions, parseChunk } from '../../src/sources/yaml/parse.ts'
test('probe', () => {
  const t = 'kind: List\nitems:\n- a: 1\n  b: 2 # x\n# c\n- a: 3\n  b: >-\n    web\n  c: &x foo\n  d: [*x]\n# end\n'
  const [c] = splitDocuments(t)
  const p = parseWithPositions(c!)
  for (const [path, side] of [[['items',0],'value'],[['items',0],'key'],[['items',1],'value'],[['items'],'key'],[['items',1,'b'],'value'],[['items',1,'c'],'value'],[['items',1,'d',0],'value'],[['items',1,'zz'],'value'],[[],'value'],[[],'key']] as const) console.log(path, side, locateNode(p, path, side))
  for (const y of ['--- {a: 1}', '---foo', '--- # c\na: 1', 'a: 1\n...\nb: 2\n', '? \n: x', '~: 1', 'a: !!binary aGk=', 'a: 1e400', 'a: .inf', 'a: !foo bar', 'a: ! 12', "a: !!int '80'", 'a: !!null x', '%YAML 1.2\na: 1', 'a:\n\t- 1', 'y: 2', '1: 2', '1.5: 2', 'a: 0o800', 'a: 080', 'a: 0x50', 'a: 0b101', 'a: 1__0', 'a: +80', 'a: 12:30:45', 'a: 2020-01-01', 'a: =', 'a: <<', 'a: yEs', 'a: nULL', 'a: .8e2','a: 080.0', 'a: -0', 'a: 5.', 'a: .5', 'a: 1_000.5', 'a: *x', '{"a": 1,}', '[1,2]', '{"a":1}{"b":2}', 'a: 0100', 'a: -0o10', 'a: 12e03456', 'a: 1.2.3', 'a: y', 'a: N', 'a: 0', 'a: 00', 'a: 0_1', 'a: "\\u00e9"', 'b: &x {p: 1}\na: {<<: *x, p: 2}', 'a: !!set {x}', 'a: !!omap [x: 1]', 'a: !!timestamp 2020-01-01', 'a: |\n  x\n---\n  y\n', 'a: 1\na: 2','\uFEFFa: 1', 'a:\t1', 'a: @x', 'a: `x', 'a: %x', "a: 'x", 'a: !!float 3', 'a: 1e3', 'a: 08080', 'a: 685_230.15', 'a: 190:20:30.15','a: 0x_0A', 'a: 9007199254740993','a: 0b1010_0111']) { const r = splitDocuments(y).map(parseChunk); console.log(JSON.stringify(y), JSON.stringify(r)) }
})
