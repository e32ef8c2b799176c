import { TemplateError } from './parse.ts'

/** A value, and whether it is written as a float: Go tells those from whole numbers. */
type Compared = readonly [value: unknown, isFloat: boolean]

const operators: Readonly<Record<string, (sign: number) => boolean>> = {
  '<': (sign) => sign < 0,
  '>': (sign) => sign > 0,
  '==': (sign) => sign === 0,
  '!=': (sign) => sign !== 0,
  '<=': (sign) => sign <= 0,
  '>=': (sign) => sign >= 0,
}

/**
 * Compares as filters do: numbers with numbers, texts with texts, and true and false only for equality. Follows
 * third_party/forked/golang/template/funcs.go of k8s.io/client-go. Throws TemplateError.
 */
export function compare(operator: string, left: Compared, right: Compared): boolean {
  const holds = Object.hasOwn(operators, operator) ? operators[operator] : undefined
  if (holds === undefined) throw new TemplateError(`unrecognized filter operator ${operator}`)
  const kinds = [kindOf(left), kindOf(right)]
  if (kinds.includes('other')) throw new TemplateError('invalid type for comparison')
  if (kinds[0] !== kinds[1]) throw new TemplateError('incompatible types for comparison')
  const isEquality = operator === '==' || operator === '!='
  if (kinds[0] === 'boolean' && !isEquality) throw new TemplateError('invalid type for comparison')
  return holds(signOf(left[0] as string | number, right[0] as string | number))
}

function kindOf([value, isFloat]: Compared): 'string' | 'boolean' | 'int' | 'float' | 'other' {
  if (typeof value === 'string' || typeof value === 'boolean') return typeof value as 'string' | 'boolean'
  if (typeof value !== 'number') return 'other'
  return isFloat || !Number.isInteger(value) ? 'float' : 'int'
}

function signOf<T extends string | number>(left: T, right: T): number {
  return left < right ? -1 : left > right ? 1 : 0
}
