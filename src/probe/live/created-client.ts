import { setTimeout as wait } from 'node:timers/promises'
import { withoutSecrets } from '../../text/credentials.ts'
import { valueAt } from '../../world/place.ts'
import { kubectl } from '../../text/shell.ts'
import { readClientOutput } from '../client-output.ts'
import { contentOf } from '../content.ts'
import { podLike, restrictedContainer, runArguments } from '../created.ts'
import type { ProbeStep } from '../plan.ts'
import { scriptWords, seenByClient } from './client.ts'
import { isNoAnswer, limits, notDone, type StepResult, type Looking } from './looking.ts'

type ClientStep = Extract<ProbeStep, { kind: 'client' }>

// a pod is there after a second or two; pulling an image takes longer
const pausesMs = [500, 700, 1000, 1000, 1500, 2000, 3000, 4000, 5000]
const createLimitMs = 10_000
const deleteLimitMs = 5000
const deleteTries = 3

/** Creates a pod like the client, reads what the script prints there, and deletes it, whatever comes between. */
export async function lookFromNewPod(looking: Looking, step: ClientStep): Promise<StepResult> {
  const { wire, plan, image, id } = looking
  const { client, like, refusal } = step
  if (refusal !== undefined) return notDone(step, refusal)
  const { namespace } = client
  const name = `svc-probe-${id}`
  const pods = `/api/v1/namespaces/${namespace}/pods`
  const body = podLike(like, { name, image, command: scriptWords(plan) })
  const created = await wire.ask({
    method: 'POST',
    path: pods,
    body,
    limitMs: createLimitMs,
    once: true,
  })
  const denied = isNoAnswer(created) ? created.because : messageOf(created)
  // without an answer, or with one that something failed, it may have been created all the same
  if (denied !== undefined && !isNoAnswer(created) && created.status < 500) return notDone(step, denied)
  try {
    if (denied !== undefined) return notDone(step, denied)
    const ran = await readLog(looking, `${pods}/${name}`, 'probe')
    if ('because' in ran) return notDone(step, ran.because)
    const who = `a pod like ${client.pod === '' ? `any of namespace ${namespace}` : `Pod ${namespace}/${client.pod}`}`
    const prefix = [...runArguments(namespace, image), '--']
    return seenByClient(looking, step, { output: readClientOutput(ran.text), prefix, who })
  } finally {
    if (!(await isDeleted(looking, `${pods}/${name}`)))
      looking.leave(`Pod ${namespace}/${name}: ${kubectl('delete', 'pod', '-n', namespace, name)}`)
  }
}

/** Deletes a pod, and tries again where the API server does not say that it is gone: users are not to find what a probe has made. */
async function isDeleted({ wire }: Looking, pod: string): Promise<boolean> {
  for (let tries = 0; tries < deleteTries; tries++) {
    const path = `${pod}?gracePeriodSeconds=0`
    const deleted = await wire.ask({ method: 'DELETE', path, limitMs: deleteLimitMs, always: true })
    if (!isNoAnswer(deleted) && (deleted.status < 300 || deleted.status === 404)) return true
  }
  return false
}

/** Adds a container to the client's pod, which stays in its spec, and reads what the script prints there. */
export async function lookFromAddedContainer(looking: Looking, step: ClientStep): Promise<StepResult> {
  const { wire, plan, image, id } = looking
  const { namespace, pod } = step.client
  const name = `svc-probe-${id}`
  const path = `/api/v1/namespaces/${namespace}/pods/${pod}`
  const container = {
    ...restrictedContainer(name, image, scriptWords(plan)),
    terminationMessagePolicy: 'File',
  }
  const patched = await wire.ask({
    method: 'PATCH',
    path: `${path}/ephemeralcontainers`,
    type: 'application/strategic-merge-patch+json',
    body: { spec: { ephemeralContainers: [container] } },
    limitMs: createLimitMs,
    once: true,
  })
  const denied = isNoAnswer(patched) ? patched.because : messageOf(patched)
  if (denied !== undefined) return notDone(step, denied)
  looking.leave(`container ${name} of Pod ${namespace}/${pod}, which has ended: it goes when the pod goes`)
  const ran = await readLog(looking, path, name)
  if ('because' in ran) return notDone(step, ran.because)
  const prefix = ['debug', '-it', '-n', namespace, pod, `--image=${image}`, '--']
  return seenByClient(looking, step, { output: readClientOutput(ran.text), prefix })
}

/** What the container printed until it ended; asked again while it does not run yet. */
async function readLog(
  { wire, stopped }: Looking,
  pod: string,
  container: string,
): Promise<{ readonly text: string } | { readonly because: string }> {
  let because = 'it did not start in time'
  for (const pause of pausesMs) {
    await wait(pause, undefined, { signal: stopped }).catch(() => undefined)
    if (stopped.aborted) return { because: 'it was interrupted' }
    const path = `${pod}/log?container=${container}&follow=true`
    const answer = await wire.ask({ method: 'GET', path, limitMs: limits.client })
    if (isNoAnswer(answer)) return { because: answer.because }
    const message = messageOf(answer)
    if (message === undefined) return { text: answer.body }
    because = message
    if (/pull image|image can't be pulled|ImagePull|ErrImage|InvalidImage|ConfigError/i.test(message)) break
  }
  return { because }
}

/** What the API server says in the place of doing it; undefined where it did. */
function messageOf(answer: { readonly status: number; readonly body: string }): string | undefined {
  if (answer.status < 300) return undefined
  const message = valueAt(contentOf(answer), ['message'])
  return typeof message === 'string' ? withoutSecrets(message) : `the API server answered ${answer.status}`
}
