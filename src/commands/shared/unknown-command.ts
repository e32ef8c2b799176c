import { SvcError } from '../../errors.ts'
import { didYouMean, guesses } from '../../text/did-you-mean.ts'
import { isKubectlCommand, meantCommands } from './synonyms.ts'
import { typedKinds } from './words.ts'

/** The error for arguments that begin with `word`, which is no command: which one is meant, best guess first. */
export function unknownCommand(argv: readonly string[], word: string, known: readonly string[]): SvcError {
  const later = argv.find((each) => known.includes(each))
  if (word.startsWith('-'))
    return new SvcError('usage', `the command comes first: ${word} is in front of it`, {
      hint: `for example: ${['svc', later ?? 'lint', ...argv.filter((each) => each !== later)].join(' ')}`,
    })
  const found = guesses(word, known, meantCommands(word, known))
  const rest = argv.slice(1).join(' ')
  const isKubectl = isKubectlCommand(word)
  const message = `"${word}" is not a command${isKubectl ? ' of svc, but of kubectl' : ''}`
  if (word === 'diff')
    return new SvcError('usage', `${message}; svc lint says which changes the API server refuses`, {
      hint: 'for example: svc lint new/ --before old/',
    })
  const [meant] = found
  const hint =
    meant === undefined
      ? isKubectl
        ? `for example: ${`kubectl ${word} ${rest}`.trim()}`
        : 'svc --help lists the commands'
      : `for example: ${['svc', meant, ...typedKinds(argv.slice(1))].join(' ')}`
  return new SvcError('usage', [message, didYouMean(found)].filter(Boolean).join('; '), { hint })
}
