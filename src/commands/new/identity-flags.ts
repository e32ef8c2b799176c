import { Flags, type Interfaces } from '@oclif/core'
import { authoredTypes, type AuthoredType, type Intent } from '../../author/intent.ts'
import { SvcError } from '../../errors.ts'
import { defined } from '../../world/defined.ts'
import type { StringMap } from '../../world/types/manifest.ts'
import { parsePairs } from '../shared/pairs.ts'
import { choose } from './choose.ts'

const group = { helpGroup: 'METADATA' } as const
const several = { multiple: true, multipleNonGreedy: true } as const

/** What the Service is called, and what is written on it. */
export const identityFlags = {
  namespace: Flags.string({
    char: 'n',
    helpValue: 'NS',
    description: 'namespace of the Service',
  }),
  type: Flags.string({ ...group, helpValue: 'TYPE', description: 'same as the argument TYPE' }),
  name: Flags.string({ ...group, helpValue: 'NAME', description: 'same as the argument NAME' }),
  label: Flags.string({
    ...group,
    char: 'l',
    ...several,
    aliases: ['labels'],
    helpValue: 'K=V,...',
    description: 'labels of the Service',
  }),
  annotation: Flags.string({
    ...group,
    ...several,
    helpValue: 'K=V',
    description: 'annotation of the Service',
  }),
}

export type IdentityFlags = Interfaces.InferredFlags<typeof identityFlags>

/** Labels, annotations and namespace. Throws SvcError `usage`. */
export function readMetadata(
  flags: IdentityFlags,
): Pick<Intent, 'namespace'> & { labels: StringMap; annotations: StringMap } {
  if (flags.namespace === '')
    throw new SvcError('usage', '--namespace is empty', { hint: 'name one, or leave --namespace out' })
  return {
    labels: parsePairs(
      '--label',
      flags.label?.flatMap((text) => text.split(',')),
    ),
    annotations: parsePairs('--annotation', flags.annotation),
    ...defined({ namespace: flags.namespace }),
  }
}

/** The two arguments; undefined for what was not said. */
export interface Identity {
  readonly type?: AuthoredType
  readonly name?: string
}

/**
 * `svc new TYPE NAME`, `svc new NAME` and `svc new TYPE`, with --type and --name for either.
 * Throws SvcError `usage` for a type that does not exist and for two different answers.
 */
export function readIdentity(
  args: { type?: string | undefined; name?: string | undefined },
  flags: IdentityFlags,
): Identity {
  if (args.name !== undefined && /^\d+(?:[:@/]|$)/.test(args.name) && args.type !== undefined)
    throw new SvcError('usage', `a port is written with --port: ${args.name}`, {
      hint: `for example: svc new ${args.type} --port ${args.name}`,
    })
  const alone = args.name === undefined && args.type !== undefined && typeIn(args.type) === undefined
  const typed = alone ? undefined : args.type
  const named = alone ? args.type : args.name
  const types = [typed && readType('TYPE', typed), flags.type && readType('--type', flags.type)]
  return defined({ type: agreed('--type', types), name: agreed('--name', [named, flags.name]) }) as Identity
}

function agreed<T extends string>(
  flag: string,
  [argument, value]: readonly (T | '' | undefined)[],
): T | undefined {
  if (argument && value && argument !== value)
    throw new SvcError('usage', `${flag} says "${value}", and the argument "${argument}"`, {
      hint: `leave out ${flag} or the argument`,
    })
  return argument || value || undefined
}

function typeIn(text: string): AuthoredType | undefined {
  return authoredTypes.find((type) => type === text.toLowerCase())
}

const typeWords = Object.fromEntries(authoredTypes.map((type) => [type, type]))

function readType(flag: string, text: string): AuthoredType {
  return choose(flag, text, typeWords)
}
