// What the text of a module says of its imports.
import { existsSync, readFileSync } from 'node:fs'
import { parseSync } from 'oxc-parser'

const functions = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'])

/**
 * In: the path of a file. Out: `names`, what it imports of others by how it writes their path (`*` where it takes the whole),
 * `atOnce()`, the paths of which it needs something while it is evaluated, and `constants()`, the names that it exports of what
 * is no function (its syntax tree takes a while to read). Types are not imported; what is no file imports nothing.
 */
export function moduleFacts(file) {
  const names = new Map()
  if (!existsSync(file)) return { names, atOnce: () => new Set(), constants: () => new Set() }
  const parsed = parseSync(file, readFileSync(file, 'utf8'))
  const { module } = parsed
  const locals = new Map()
  for (const { moduleRequest, entries } of [...module.staticImports, ...module.staticExports])
    for (const { importName, localName, isType, moduleRequest: from = moduleRequest } of entries) {
      if (!from || isType) continue
      names.set(from.value, [...(names.get(from.value) ?? []), nameOf(importName)])
      if (localName.value) locals.set(localName.value, from.value)
    }
  return {
    names,
    atOnce: () => neededAtOnce(parsed.program.body, locals),
    constants: () => constantsIn(parsed.program.body),
  }
}

function nameOf({ kind, name }) {
  if (kind === 'Default') return 'default'
  return kind === 'Name' ? name : '*'
}

/** What is exported where it is declared, and is no function: no call shows who uses it. */
function constantsIn(body) {
  const declarations = body.flatMap(({ type, declaration }) =>
    type === 'ExportNamedDeclaration' && declaration?.type === 'VariableDeclaration'
      ? declaration.declarations
      : [],
  )
  return new Set(declarations.filter(({ init }) => !functions.has(init?.type)).map(({ id }) => id.name))
}

/** The imports that are named outside of functions, or in functions that are named there. */
function neededAtOnce(body, imported) {
  const own = new Map()
  for (const statement of body) {
    const declared = statement.declaration ?? statement
    if (declared?.type === 'FunctionDeclaration') own.set(declared.id.name, declared)
  }
  const needed = new Set()
  const seen = new Set()
  const visit = (node) => {
    if (node.type.startsWith('TS') && node.expression === undefined) return
    if (node.type === 'ImportDeclaration' || functions.has(node.type)) return
    if (node.type === 'Identifier') {
      if (imported.has(node.name)) needed.add(imported.get(node.name))
      const declared = own.get(node.name)
      if (declared === undefined || seen.has(declared)) return
      seen.add(declared)
      visitAll(declared)
      return
    }
    visitAll(node)
  }
  const visitAll = (node) => {
    for (const value of Object.values(node))
      for (const child of Array.isArray(value) ? value : [value])
        if (typeof child?.type === 'string') visit(child)
  }
  for (const statement of body) visit(statement)
  return needed
}
