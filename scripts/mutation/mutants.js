// The small mistakes that a mutation run makes in a source file, one at a time.
import { parseSync } from 'oxc-parser'

const swapped = {
  '===': '!==',
  '!==': '===',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '&&': '||',
  '||': '&&',
  '+': '-',
  '-': '+',
  some: 'every',
  every: 'some',
  min: 'max',
  max: 'min',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
}

/** What a call of these leaves out when it is left out itself: `list.filter(f)` becomes `list`. */
const droppable = new Set(['filter', 'toSorted', 'toReversed', 'trim', 'toLowerCase'])

/**
 * All mutants of a TypeScript file. In: its name and text. Out: where each differs (`start`, `end`, offsets of the text),
 * what comes in that place (`text`), and the 1-based `line`, sorted by place. Types, imports and messages (template
 * strings, strings of several words) are left alone: the compiler or a reader finds those.
 */
export function mutantsOf(file, source) {
  const { program, errors } = parseSync(file, source)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`)
  const found = []
  visit(program, undefined, (node, parent) => {
    for (const [start, end, text] of changes(node, parent, source))
      found.push({ start, end, text, line: source.slice(0, start).split('\n').length })
  })
  return found.toSorted((a, b) => a.start - b.start || a.end - b.end || (a.text < b.text ? -1 : 1))
}

function visit(node, parent, see) {
  if (node.type.startsWith('TS') && !isExpressionWithType(node)) return
  if (node.type === 'ImportDeclaration' || node.type === 'ExportAllDeclaration') return
  see(node, parent)
  for (const value of Object.values(node))
    for (const child of Array.isArray(value) ? value : [value])
      if (typeof child?.type === 'string') visit(child, node, see)
}

function isExpressionWithType({ type }) {
  return ['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression'].includes(type)
}

function* changes(node, parent, source) {
  const { type, start, end } = node
  if (type === 'BinaryExpression' || type === 'LogicalExpression') yield* ofOperator(node, source)
  if (type === 'IfStatement' || type === 'ConditionalExpression') yield* ofCondition(node.test)
  if (type === 'UnaryExpression' && node.operator === '!')
    yield [start, end, source.slice(node.argument.start, node.argument.end)]
  if (type === 'Literal') yield* ofLiteral(node, parent)
  if (type === 'CallExpression' && node.callee.type === 'MemberExpression') yield* ofCall(node, source)
}

function* ofOperator({ operator, left, right, start, end }, source) {
  const at = source.indexOf(operator, left.end)
  if (Object.hasOwn(swapped, operator)) yield [at, at + operator.length, swapped[operator]]
  if (operator === '??') yield [start, end, source.slice(left.start, left.end)]
  void right
}

function* ofCondition({ start, end }) {
  yield [start, end, 'true']
  yield [start, end, 'false']
}

function* ofLiteral({ value, start, end }, parent) {
  const isKey = parent?.type === 'Property' && parent.key.start === start
  const isIndex = parent?.type === 'MemberExpression'
  if (isKey || isIndex) return
  if (typeof value === 'boolean') yield [start, end, String(!value)]
  if (typeof value === 'number') yield [start, end, String(value + 1)]
  // a word decides something; the operator around a comparison is changed already
  if (typeof value === 'string' && /^[A-Za-z][\w.-]*$/.test(value) && parent?.type !== 'BinaryExpression')
    yield [start, end, "'mutant'"]
}

function* ofCall({ callee, end }, source) {
  const { name, start: at, end: behind } = callee.property
  if (Object.hasOwn(swapped, name ?? '')) yield [at, behind, swapped[name]]
  if (droppable.has(name))
    yield [callee.object.start, end, source.slice(callee.object.start, callee.object.end)]
}
