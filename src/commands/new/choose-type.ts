import { adviceLine, typeQuestions, type TypeQuestion } from '../../author/type-advice.ts'
import { authoredTypes, type AuthoredType } from '../../author/intent.ts'
import type { Io } from '../shared/io.ts'
import { terminalOf, withRespondent, type Respondent } from './ask.ts'

/** `--help-me-choose`: at most three questions at a terminal; elsewhere all of them at once, with where they lead. */
export async function helpMeChoose(io: Io): Promise<string> {
  const terminal = terminalOf(io)
  if (terminal === undefined)
    return `${typeTree()}\n${authoredTypes.map((type) => `${adviceLine(type)}\n`).join('')}`
  const type = await withRespondent(askForType, terminal)
  const needs = type === 'externalname' ? '--external-name HOST' : '--port PORT'
  return `${adviceLine(type)}\n\n  svc new ${type} NAME ${needs}\n`
}

/** Leads through the questions to a type. */
async function askForType(respondent: Respondent): Promise<AuthoredType> {
  let next: TypeQuestion | AuthoredType = typeQuestions
  while (typeof next !== 'string') {
    const { asks, answers }: TypeQuestion = next
    next = await respondent.choose(
      asks,
      answers.map(({ text, leadsTo }) => ({ text, value: leadsTo })),
    )
  }
  return next
}

/** All questions at once, with where their answers lead. */
export function typeTree(): string {
  return treeOf(typeQuestions, 0)
}

function treeOf({ asks, answers }: TypeQuestion, depth: number): string {
  const indent = '  '.repeat(depth)
  const lines = answers.map(({ text, leadsTo }) =>
    typeof leadsTo === 'string'
      ? `${indent}  ${text} → ${leadsTo}\n`
      : `${indent}  ${text}:\n${treeOf(leadsTo, depth + 2)}`,
  )
  return `${indent}${asks}\n${lines.join('')}`
}
