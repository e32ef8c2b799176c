import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { inferService, type Inferred } from '../../author/infer/infer.ts'
import { authoredTypes, type AuthoredType } from '../../author/intent.ts'
import { parsePort, portWords } from '../../author/port-spec.ts'
import { advice } from '../../author/type-advice.ts'
import { SvcError } from '../../errors.ts'
import { whyNotServiceName, whyNotSubdomain } from '../../kube/apiserver/names.ts'
import { formatLabels } from '../../world/labels.ts'
import { readPaths } from '../../sources/files/files.ts'
import { isFileOrigin } from '../../sources/files/text-file.ts'
import { nameOf, type Resource } from '../../world/resource.ts'
import { buildWorld, type World } from '../../world/world.ts'
import { parsePairs } from '../shared/pairs.ts'
import { withRespondent, type Respondent, type Streams } from './ask.ts'
import { typeTree } from './choose-type.ts'
import { hasPods } from './find-workload.ts'

/**
 * At most seven questions, each with an answer to take over from the files of this folder; Ctrl-C leaves nothing
 * behind. Out: the words after `svc new` that say the same. Throws Interrupted.
 */
export async function runWizard(streams: Streams): Promise<string[]> {
  const { world, found } = await lookAround()
  return withRespondent(async (respondent) => {
    respondent.say('At most seven questions. Enter takes what is in brackets, < goes back.\n\n')
    const workload = await askForWorkload(respondent, found)
    const guess = workload === undefined ? undefined : tryInfer(world, workload)
    const type = await askType(respondent, guess?.type)
    const name = await respondent.ask(
      'Name of the Service',
      guess?.name ?? nameOfFolder(),
      checked('a name', whyNotServiceName),
    )
    const rest =
      type === 'externalname'
        ? [
            '--external-name',
            await respondent.ask('Host name it is an alias for', '', checked('a host', whyNotSubdomain)),
          ]
        : await askForPods(respondent, { type, workload, guess, name })
    const file = await respondent.ask('File to write to (none: print it)', 'none', fileName)
    return [type, name, ...rest, ...(file === 'none' ? [] : ['--into', file])]
  }, streams)
}

function nameOfFolder(): string {
  const name = basename(process.cwd())
  return whyNotServiceName(name) === undefined ? name : ''
}

interface PodQuestions {
  readonly type: AuthoredType
  readonly workload: Resource | undefined
  readonly guess: Inferred | undefined
  readonly name: string
}

/** Selector and ports where no workload says them, and the one question that goes with the type. */
async function askForPods(
  respondent: Respondent,
  { type, workload, guess, name }: PodQuestions,
): Promise<string[]> {
  const from =
    workload === undefined
      ? []
      : ['--from', `${workload.origin.file ?? ''}#${workload.kind}/${workload.name}`]
  const selector =
    guess === undefined ? await respondent.ask('Labels of the pods', `app=${name}`, pairs) : undefined
  const preset = guess?.ports.map(portWords).join(',') ?? (type === 'headless' ? '' : '80')
  const ports = await respondent.ask('Ports ([NAME=]PORT[:TARGET][/PROTO],...)', preset, (answer) => {
    if (answer !== '') for (const port of answer.split(',')) parsePort(port)
    else if (type !== 'headless')
      throw new SvcError('usage', 'a Service needs at least one port', { hint: '80, or http=80:8080' })
    return answer
  })
  return [
    ...from,
    ...(selector === undefined || selector === `app=${name}` ? [] : ['--selector', selector]),
    ...(ports === '' || (guess !== undefined && ports === preset) ? [] : ['--port', ports]),
    ...(await askOfType(respondent, type)),
  ]
}

async function askOfType(respondent: Respondent, type: AuthoredType): Promise<string[]> {
  if (type === 'headless')
    return (await respondent.ask('Must peers find each other before they are ready? (y/n)', 'n', yesOrNo))
      ? ['--publish-not-ready']
      : []
  if (type === 'clusterip') return []
  const local = await respondent.ask('Must pods see the addresses of clients? (y/n)', 'n', yesOrNo)
  return local ? ['--external-traffic-policy', 'local'] : []
}

async function askForWorkload(
  respondent: Respondent,
  found: readonly Resource[],
): Promise<Resource | undefined> {
  if (found.length === 0) return undefined
  return respondent.choose<Resource | undefined>('Which pods does it lead to?', [
    ...found.map((workload) => ({ text: `${nameOf(workload)} (${workload.origin.label})`, value: workload })),
    { text: 'others, or none', value: undefined },
  ])
}

async function askType(respondent: Respondent, preset: AuthoredType = 'clusterip'): Promise<AuthoredType> {
  const options = authoredTypes.map((type) => ({
    text: `${type}: ${advice[type].gives}`,
    value: type as AuthoredType | undefined,
  }))
  const chosen = await respondent.choose<AuthoredType | undefined>(
    'What kind of Service?',
    [...options, { text: 'show me what decides, and ask again', value: undefined }],
    authoredTypes.indexOf(preset),
  )
  if (chosen !== undefined) return chosen
  respondent.say(`
${typeTree()}
`)
  return askType(respondent, preset)
}

const most = 8

/** The workloads in the manifests of this folder, and of its usual place for them; never the cluster. */
async function lookAround(): Promise<{ world: World; found: readonly Resource[] }> {
  const folders = [
    '*.yaml',
    '*.yml',
    ...['deploy', 'k8s', 'manifests'].filter((folder) => existsSync(folder)),
  ]
  const reads = await Promise.all(
    folders.map((path) =>
      readPaths([path], { namespace: 'default', complete: false }).catch(() => undefined),
    ),
  )
  const resources = reads.flatMap((read) => read?.resources ?? [])
  const world = buildWorld({
    resources,
    coverage: [{ state: 'partial', because: 'only this folder was read' }],
  })
  return {
    world,
    found: resources.filter((resource) => hasPods(resource) && isFileOrigin(resource.origin)).slice(0, most),
  }
}

/** A workload that gives no good answer leaves its questions to people. */
function tryInfer(world: World, workload: Resource): Inferred | undefined {
  try {
    return inferService(world, workload, { ports: 'app', given: [] })
  } catch (error) {
    if (error instanceof SvcError) return undefined
    throw error
  }
}

function checked(what: string, whyNot: (text: string) => string | undefined): (answer: string) => string {
  return (answer) => {
    const why = whyNot(answer)
    if (why === undefined) return answer
    throw new SvcError('usage', `"${answer}" cannot be ${what}`, { hint: `it must ${why}` })
  }
}

function pairs(answer: string): string {
  return formatLabels(parsePairs('--selector', answer.split(',')))
}

function fileName(answer: string): string {
  if (answer === 'none' || /\.ya?ml$/.test(answer)) return answer
  throw new SvcError('usage', `"${answer}" is not a YAML file`, { hint: 'services.yaml, or none' })
}

function yesOrNo(answer: string): boolean {
  if (/^(y|yes|n|no)$/i.test(answer)) return /^y/i.test(answer)
  throw new SvcError('usage', `"${answer}" is neither`, { hint: 'y or n' })
}
