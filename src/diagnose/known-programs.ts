import type { Container } from '../world/types/manifest.ts'

/** A server that listens on loopback as long as nothing tells it otherwise, as its own documentation says. */
interface KnownProgram {
  /** The words that start it, as in `flask run`. */
  readonly words: readonly string[]
  /** Flags, or a word of its own, that say where it listens, or a file that may. */
  readonly told: RegExp
  /** The same of variables. */
  readonly variables?: RegExp
  /** What makes it listen on all addresses. */
  readonly flag: string
}

// development servers and such: the default is the trap, since it works on the machine of who writes it
const programs: readonly KnownProgram[] = [
  // https://docs.gunicorn.org/en/stable/settings.html#bind: 127.0.0.1:8000, or 0.0.0.0:$PORT where PORT is set
  {
    words: ['gunicorn'],
    told: /^(?:-b|--bind|-c|--config)/,
    variables: /^(?:PORT|GUNICORN_CMD_ARGS)$/,
    flag: '--bind=0.0.0.0:8000',
  },
  { words: ['uvicorn'], told: /^--(?:host|uds|fd)\b/, variables: /^UVICORN_/, flag: '--host=0.0.0.0' },
  { words: ['hypercorn'], told: /^(?:-b|--bind|-c|--config)/, flag: '--bind=0.0.0.0:8000' },
  { words: ['flask', 'run'], told: /^(?:-h|--host)/, variables: /^FLASK_RUN_HOST$/, flag: '--host=0.0.0.0' },
  {
    words: ['manage.py', 'runserver'],
    told: /^(?:[\w.[\]-]*:\w+|\d+\.\d+\.\d+\.\d+)$/,
    flag: '0.0.0.0:8000',
  },
  { words: ['mlflow', 'server'], told: /^(?:-h|--host)/, variables: /^MLFLOW_HOST$/, flag: '--host=0.0.0.0' },
  { words: ['sglang.launch_server'], told: /^--(?:host|config)\b/, flag: '--host=0.0.0.0' },
  { words: ['kubectl', 'proxy'], told: /^(?:--address|-u|--unix-socket)/, flag: '--address=0.0.0.0' },
]

const firstWords = programs.map(({ words: [first = ''] }) => first)

function mayStartOne(text: string): boolean {
  return firstWords.some((word) => text.includes(word))
}

/** A program that listens on loopback by its default, where it is started, and what would change that. */
export interface LoopbackDefault {
  /** `gunicorn without --bind`. */
  readonly text: string
  readonly field: 'command' | 'args'
  readonly index: number
  /** Where more can be told, and what; absent in the text of a shell. */
  readonly more?: { readonly field: 'command' | 'args'; readonly word: string }
}

/** The known program that a container starts with its own default address; undefined where anything may say otherwise. */
export function loopbackDefaultOf(container: Container): LoopbackDefault | undefined {
  const { command = [], args = [], env = [], envFrom } = container as Container & { envFrom?: unknown }
  // nearly no container starts any of them
  if (!command.some(mayStartOne) && !args.some(mayStartOne)) return undefined
  const words = [...wordsOf(command, 'command'), ...wordsOf(args, 'args')]
  for (const { words: names, told, variables, flag } of programs) {
    const at = words.findIndex((_, place) =>
      names.every((name, offset) => nameOf(words[place + offset]?.word ?? '') === name),
    )
    const start = words[at]
    const last = words.at(-1)
    if (start === undefined || last === undefined) continue
    // what the shell or a variable puts in cannot be seen
    const behind = words.slice(at + names.length)
    if (behind.some(({ word }) => told.test(word) || /[$`]/.test(word))) return undefined
    const isOpen = envFrom !== undefined && variables !== undefined
    if (isOpen || env.some(({ name = '' }) => variables?.test(name) === true)) return undefined
    const { field, index } = start
    const more = last.isAlone ? { more: { field: last.field, word: flag } } : {}
    return { text: `${names.join(' ')} without ${flag.replace(/[=].*$/, '')}`, field, index, ...more }
  }
  return undefined
}

interface Word {
  readonly word: string
  readonly field: 'command' | 'args'
  readonly index: number
  /** It is an argument of its own, and no part of the text of a shell. */
  readonly isAlone: boolean
}

const longestText = 4096

function wordsOf(texts: readonly string[], field: Word['field']): Word[] {
  return texts.flatMap((text, index) => {
    const words = text.slice(0, longestText).split(/[\s;&|]+/)
    return words.map((word) => ({ word, field, index, isAlone: words.length === 1 }))
  })
}

/** Without its folder. */
function nameOf(word: string): string {
  return word.slice(word.lastIndexOf('/') + 1)
}
