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
 * what is there (`old`) and what comes in its place (`text`), the 1-based `line`, the expression that has to be
 * evaluated for it to matter (`within`), and whether that is done once, on loading (`once`), sorted by place. Types, imports and messages
 * (template strings, strings of several words) are left alone: the compiler or a reader finds those.
 */
export function mutantsOf(file, source) {
  const found = []
  visit(parsed(file, source), { inside: false }, (node, { parent, chain, inside }) => {
    for (const [start, end, text] of changes(node, parent, source)) {
      const { start: from, end: to } = chain ?? (node.type === 'IfStatement' ? node.test : node)
      const line = source.slice(0, start).split('\n').length
      const old = source.slice(start, end)
      found.push({ start, end, old, text, line, within: { start: from, end: to }, once: !inside })
    }
  })
  return found.toSorted((a, b) => a.start - b.start || a.end - b.end || (a.text < b.text ? -1 : 1))
}

/**
 * The text with a switch where each of these mutants is: `(isOn(number) ? changed : as it was)`. In: mutants of this text
 * with a `number` each.
 */
export function withSwitches(source, mutants) {
  return switched(source, { start: 0, end: source.length }, mutants)
}

function switched(source, { start, end }, mutants) {
  let text = ''
  let at = start
  // of two expressions the outer one begins first or ends last
  const sorted = mutants.toSorted((a, b) => a.within.start - b.within.start || b.within.end - a.within.end)
  while (sorted.length > 0) {
    const [{ within }] = sorted
    const inside = sorted.filter((other) => other.within.end <= within.end)
    sorted.splice(0, inside.length)
    const isSame = (other) => other.within.start === within.start && other.within.end === within.end
    const choices = inside.filter(isSame).map((mutant) => {
      const { number, start: from, end: to, text: changed } = mutant
      return `isOn(${number}) ? ${source.slice(within.start, from)}${changed}${source.slice(to, within.end)} : `
    })
    const rest = inside.filter((other) => !isSame(other))
    text += `${source.slice(at, within.start)}(${choices.join('')}${switched(source, within, rest)})`
    at = within.end
  }
  return text + source.slice(at, end)
}

function parsed(file, source) {
  const { program, errors } = parseSync(file, source)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`)
  return program
}

function isFunction(type) {
  return ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'].includes(type)
}

function visit(node, { parent, chain, inside }, see) {
  if (node.type.startsWith('TS') && !isExpressionWithType(node)) return
  if (node.type === 'ImportDeclaration' || node.type === 'ExportAllDeclaration') return
  see(node, { parent, chain, inside })
  const below = {
    parent: node,
    chain: isLinkOf(chain, node) ? chain : node.type === 'ChainExpression' ? node : undefined,
    inside: inside || isFunction(node.type),
  }
  for (const [key, value] of Object.entries(node))
    for (const child of Array.isArray(value) ? value : [value])
      if (typeof child?.type === 'string')
        visit(child, key === 'arguments' || key === 'property' ? { ...below, chain: undefined } : below, see)
}

/** Whether a node is a link of `a?.b(c).d`, which only the whole of it may be put in parentheses. */
function isLinkOf(chain, { type }) {
  return chain !== undefined && (type === 'CallExpression' || type === 'MemberExpression')
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
