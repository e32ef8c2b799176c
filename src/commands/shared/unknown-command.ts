import { SvcError } from '../../errors.ts'
import { didYouMean, guesses } from '../../text/did-you-mean.ts'
import { meantCommands } from './synonyms.ts'

/** The error for arguments that begin with `word`, which is no command: which one is meant, best guess first. */
export function unknownCommand(argv: readonly string[], word: string, known: readonly string[]): SvcError {
  const later = argv.find((each) => known.includes(each))
  if (word.startsWith('-'))
    return new SvcError('usage', `the command comes first: ${word} is in front of it`, {
      hint: `for example: ${['svc', later ?? 'lint', ...argv.filter((each) => each !== later)].join(' ')}`,
    })
  const found = guesses(word, known, meantCommands(word, known))
  const message = `"${word}" is not a command`
  if (word === 'diff')
    return new SvcError('usage', `${message}; svc lint says which changes the API server refuses`, {
      hint: 'for example: svc lint new/ --before old/',
    })
  const [meant] = found
  return new SvcError('usage', [message, didYouMean(found)].filter(Boolean).join('; '), {
    hint:
      meant === undefined
        ? 'svc --help lists the commands'
        : `for example: ${['svc', meant, ...argv.slice(1)].join(' ')}`,
  })
}
